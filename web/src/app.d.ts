declare global {
	namespace App {
		interface PageState {
			[key: string]: unknown;
		}
	}
}

export {};
