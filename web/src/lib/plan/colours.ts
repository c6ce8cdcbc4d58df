/** The colour of a criterion by its place in the plan: one of the eight in app.css, the same everywhere. */
export function criterionColour(index: number): string {
	return `var(--c${(index % 8) + 1})`;
}
