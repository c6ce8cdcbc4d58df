/** How many scenarios fit side by side. */
export const COMPARE_MIN = 2;
export const COMPARE_MAX = 6;
