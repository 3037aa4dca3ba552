import type { Handle } from '@sveltejs/kit/hooks';

/** The page asks for the font beside its styles, not after them: text that changed its font would jump. */
export const handle: Handle = ({ event, resolve }) =>
  resolve(event, { preload: ({ type }) => type === 'js' || type === 'css' || type === 'font' });
