import type { SheetEntry } from '#lib/state/sheets.svelte.ts';

declare global {
  namespace App {
    interface PageState {
      /** Sheets that are open over the page, the topmost last. */
      sheets?: SheetEntry[];
    }
  }
}

export {};
