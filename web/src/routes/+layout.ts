import { startLanguage } from '#lib/kit/i18n.svelte.ts';

export const ssr = false;
export const prerender = false;

export const load = async (): Promise<void> => {
  await startLanguage();
};
