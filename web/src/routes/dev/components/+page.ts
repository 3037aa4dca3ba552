import { error } from '@sveltejs/kit';
import { dev } from '$app/env';
import { boot } from '#lib/kit/boot.ts';

export const load = (): void => {
  if (!dev && !boot.is_development) error(404);
};
