import type { Attachment } from 'svelte/attachments';

/** On a phone the row scrolls: where one is shall be seen. at: when that is another place, the row follows. */
export const inSight =
  (_at: string): Attachment<HTMLElement> =>
  (row) =>
    row.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
