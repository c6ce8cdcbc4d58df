/** The ways to test a decision and to ask the map, as the address names them. */
export const TOOLS = ['robust', 'second', 'equity', 'within'] as const;
export type Tool = (typeof TOOLS)[number];

/** Which of them is open in place of the ranking. */
class Tools {
	open = $state<Tool | null>(null);

	toggle(tool: Tool) {
		this.open = this.open === tool ? null : tool;
	}

	read(text: string | null) {
		this.open = TOOLS.find((one) => one === text) ?? null;
	}
}

export const tools = new Tools();
