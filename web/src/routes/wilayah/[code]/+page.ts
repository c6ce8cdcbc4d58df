/** The address ends in a slash: its code has dots, and the server takes a last part with a dot for the name of a file. */
export const trailingSlash = 'always';
