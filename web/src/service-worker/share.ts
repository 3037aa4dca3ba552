import { forgetFile, forgetShared, keepShared } from '#lib/studio/keep.ts';
import type { Concern } from './concern';

/**
 * A video that another app shares arrives as a form (`share_target` of the manifest). It stays on the device, and the
 * page for uploads takes it from there: it says in words which files it cannot use.
 */
const PATH = '/share';
const FIELD = 'video';
const NAME_LENGTH_MAX = 100;

export const share: Concern = {
  answer({ request }) {
    const { origin, pathname } = new URL(request.url);
    return request.method === 'POST' && origin === location.origin && pathname === PATH ? take(request) : null;
  },

  async forget() {
    await Promise.all([forgetFile(), forgetShared()]);
  }
};

async function take(request: Request): Promise<Response> {
  const form = await request.formData();
  const file = form.getAll(FIELD).find((one): one is File => one instanceof File && one.size > 0);
  if (!file) return lead('nothing');
  return (await keepShared(file)) ? lead('file') : lead('too-large', file.name.slice(0, NAME_LENGTH_MAX));
}

function lead(shared: string, name?: string): Response {
  const query = new URLSearchParams({ shared, ...(name && { name }) });
  return Response.redirect(new URL(`/studio/upload?${query}`, location.origin), 303);
}
