const HEIGHT_MIN_PX = 120;
const HEIGHT_MAX_PX = 4_000;

/**
 * Give a mail inside its frame the look that it carries, and measure it.
 *
 * The page's policy allows no inline styles, and the frame inherits it: the declarations are set again by script, which
 * the policy allows. Links open in a tab of their own. Returns the height in pixels.
 */
export function dressMail(inside: Document): number {
  for (const element of inside.querySelectorAll<HTMLElement>('[style]')) {
    element.style.cssText = element.getAttribute('style') ?? '';
  }
  const view = inside.defaultView as (Window & { CSSStyleSheet: typeof CSSStyleSheet }) | null;
  if (view) {
    inside.adoptedStyleSheets = Array.from(inside.querySelectorAll('style'), (element) => {
      const sheet = new view.CSSStyleSheet();
      sheet.replaceSync(element.textContent ?? '');
      return sheet;
    });
  }
  for (const link of inside.querySelectorAll('a')) {
    link.target = '_blank';
    link.rel = 'noopener';
  }
  return Math.min(HEIGHT_MAX_PX, Math.max(HEIGHT_MIN_PX, inside.documentElement.scrollHeight));
}
