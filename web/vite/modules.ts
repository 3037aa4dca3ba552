import type { Plugin, Rolldown } from 'vite';

type Chunk = Rolldown.OutputChunk;

const ROUTE_FILE = /\/src\/routes\/(?:(.*)\/)?\+(page|layout)\.svelte$/;
const DAILY_WORDS = /src\/vitrina\/locales\/(\w+)\.json\?daily/;

/**
 * Which scripts a page needs besides those that every page names, and which words: the server writes them into the page,
 * so that they are fetched together and not one after another. By the folder below `routes`, and by language.
 */
export const listModules: Plugin = {
  name: 'list-modules',
  enforce: 'post',
  generateBundle(_, bundle) {
    if (this.environment.name !== 'client') return;
    const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
    const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
    const reach = (from: Chunk[]): Set<string> => {
      const found = new Set<string>();
      const rest = [...from];
      for (let chunk = rest.pop(); chunk; chunk = rest.pop()) {
        if (found.has(chunk.fileName)) continue;
        found.add(chunk.fileName);
        rest.push(...chunk.imports.flatMap((name) => byName.get(name) ?? []));
      }
      return found;
    };
    /** A node of Kit does nothing but hand on the file of a route, which may lie in another chunk. */
    const nodes = chunks.flatMap((chunk) => {
      const sources = chunk.facadeModuleId?.includes('/nodes/') ? this.getModuleInfo(chunk.facadeModuleId)?.importedIds : undefined;
      const [, folder = '', kind] = sources?.map((id) => ROUTE_FILE.exec(id.replaceAll('\\', '/'))).find(Boolean) ?? [];
      return kind ? [{ chunk, folder, kind }] : [];
    });
    const entries = chunks.filter((chunk) => /\/entry\//.test(chunk.fileName));
    const isAround = (folder: string, route: string): boolean => folder === '' || `${route}/`.startsWith(`${folder}/`);
    const root = nodes.filter(({ folder, kind }) => kind === 'layout' && folder === '').map(({ chunk }) => chunk);
    const everywhere = reach([...entries, ...root]);
    const routes = nodes
      .filter(({ kind }) => kind === 'page')
      .map(({ chunk, folder: route }) => {
        const layouts = nodes.filter(({ folder, kind }) => kind === 'layout' && isAround(folder, route));
        const needed = [...reach([chunk, ...layouts.map((layout) => layout.chunk)])];
        return [route, needed.filter((name) => !everywhere.has(name)).map((name) => `/${name}`)];
      });
    const words = chunks.flatMap((chunk) => {
      const language = chunk.moduleIds.map((id) => DAILY_WORDS.exec(id.replaceAll('\\', '/'))?.[1]).find(Boolean);
      return language ? [[language, `/${chunk.fileName}`]] : [];
    });
    const source = JSON.stringify({ routes: Object.fromEntries(routes), words: Object.fromEntries(words) });
    this.emitFile({ type: 'asset', fileName: '_app/modules.json', source });
  }
};
