// What the journey of the screens asks a page, as the rules of `./test_screens.py` want it.
({
  /** What sticks out at the right, when the page is wider than the screen. */
  overflow() {
    const page = document.documentElement;
    const width = page.clientWidth;
    if (page.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')]
      .filter((node) => node.checkVisibility() && node.getBoundingClientRect().right > width + 1)
      .slice(-3)
      .map((node) => node.outerHTML.slice(0, 160));
  },

  /** What sticks out when every word is longer by its vowels, as those of some language will be. Last of all. */
  stretched() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!node.parentElement.closest('script, style')) node.data = node.data.replace(/[aeiouáéíóúãõâêô]/gi, '$&$&');
    }
    return this.overflow();
  },

  /**
   * What moved since the page began without a finger, when together it is too much. That is a little stricter than
   * CLS, which counts the worst five seconds.
   */
  jumps({ lessThan }) {
    const observer = new PerformanceObserver(() => {});
    observer.observe({ type: 'layout-shift', buffered: true });
    const shifts = observer.takeRecords().filter((shift) => !shift.hadRecentInput);
    observer.disconnect();
    if (shifts.reduce((sum, shift) => sum + shift.value, 0) < lessThan) return [];
    const box = ({ x, y, width, height }) => `${[x, y, width, height].map(Math.round)}`;
    const told = ({ node, previousRect, currentRect }) =>
      `${(node?.outerHTML ?? node?.data ?? 'gone').slice(0, 120)} from ${box(previousRect)} to ${box(currentRect)}`;
    return shifts.map((shift) => `${shift.value.toFixed(3)} after ${Math.round(shift.startTime)} ms: ${shift.sources.map(told).join(' | ')}`);
  },

  /** What can be tapped and is lower than a thumb. A link inside a sentence is as high as its line. */
  low({ atLeast, except }) {
    const root = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
    const tappable = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=slider], [role=tab]';
    const isOff = (node) => node.disabled || node.matches(except) || node.closest('[inert], [aria-hidden=true]');
    const isInSentence = (node) =>
      node.matches('a') && node.closest('p, li, dd') && getComputedStyle(node).display === 'inline';
    const found = [];
    for (const node of root.querySelectorAll(tappable)) {
      const area = node.matches('input') ? (node.closest('label') ?? node) : node;
      if (isOff(node) || isInSentence(node) || !area.checkVisibility()) continue;
      const { width, height } = area.getBoundingClientRect();
      if (width > 1 && Math.round(height) < atLeast) found.push(`${Math.round(height)}: ${node.outerHTML.slice(0, 140)}`);
    }
    return found;
  },

  /** What a reader gets: every text, seen or spoken, but those that say that they are of another language. */
  reading() {
    const texts = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement, data } = walker.currentNode;
      if (data.trim() && !parentElement.closest('script, style, [lang]:not(html)')) texts.push(data.trim());
    }
    for (const name of ['aria-label', 'placeholder', 'alt', 'title']) {
      for (const node of document.querySelectorAll(`[${name}]`)) texts.push(node.getAttribute(name).trim());
    }
    return {
      texts: [...texts.filter(Boolean), document.title],
      language: document.documentElement.lang,
      headings: [...document.querySelectorAll('h1')].map((node) => node.textContent.trim()),
      title: document.title
    };
  }
})
