import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const ICON = /\/@lucide\/svelte\/dist\/icons\/[\w-]+\.svelte$/;
const ICON_PARTS = /const iconData = (\{.*\});/;
const DRAWN = fileURLToPath(new URL('../src/lib/ui/Icon.svelte', import.meta.url));

/** An icon as one path for our own Icon: the one of the package builds every icon anew from a list, out of 9 kB of code. */
export const drawIcons: Plugin = {
  name: 'draw-icons',
  enforce: 'pre',
  async load(id: string) {
    if (!ICON.test(id)) return null;
    const parts = ICON_PARTS.exec(await this.fs.readFile(id, { encoding: 'utf8' }))?.[1];
    if (!parts) this.error(`${id} is not an icon as this package writes them`);
    const { node } = JSON.parse(parts) as { node: [string, Record<string, string>][] };
    const d = node.map(([tag, its]) => outline(tag, its)).join('');
    return `<script>import Icon from ${JSON.stringify(DRAWN)}; let its = $props();</script><Icon {...its} d=${JSON.stringify(d)} />`;
  }
};

/** A shape of SVG as the path that looks like it. */
function outline(tag: string, its: Record<string, string>): string {
  const n = (name: string) => Number(its[name] ?? 0);
  // The first step of a path may be written as a relative one, from nowhere.
  if (tag === 'path') return its.d!.replace(/^m/, 'M0 0m');
  if (tag === 'line') return `M${n('x1')} ${n('y1')}L${n('x2')} ${n('y2')}`;
  if (tag === 'polyline' || tag === 'polygon') return `M${its.points}${tag === 'polygon' ? 'Z' : ''}`;
  if (tag === 'circle' || tag === 'ellipse') {
    const [rx, ry] = tag === 'circle' ? [n('r'), n('r')] : [n('rx'), n('ry')];
    return `M${n('cx') - rx} ${n('cy')}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0`;
  }
  if (tag !== 'rect') throw new Error(`an icon is drawn by <${tag}>, of which nobody knows the path`);
  const [w, h, r] = [n('width'), n('height'), Number(its.rx ?? its.ry ?? 0)];
  const corner = (dx: number, dy: number) => (r ? `a${r} ${r} 0 0 1 ${dx} ${dy}` : '');
  const sides = [`h${w - 2 * r}`, corner(r, r), `v${h - 2 * r}`, corner(-r, r), `h${2 * r - w}`, corner(-r, -r), `v${2 * r - h}`, corner(r, -r)];
  return `M${n('x') + r} ${n('y')}${sides.join('')}Z`;
}
