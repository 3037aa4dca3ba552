const WIDTHS = [240, 480, 960];

/**
 * Every file of a picture, for `srcset`. Its name is its width in pixels, and the narrower ones of WIDTHS lie beside it;
 * pictures of older versions have other names and one size.
 */
export function srcset(url: string | null, kind: 'avif' | 'webp'): string | undefined {
  const [, folder, name] = /^(.*\/pictures\/[^/]+\/)(\d+)\.webp$/.exec(url ?? '') ?? [];
  if (!folder) return undefined;
  const widths = [...WIDTHS.filter((width) => width < Number(name)), Number(name)];
  return widths.map((width) => `${folder}${width}.${kind} ${width}w`).join(', ');
}
