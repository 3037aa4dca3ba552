/** Chrome's way to offer that an app is installed; other browsers have none, or their own. */
type Offer = Event & { prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }> };

let offer = $state.raw<Offer | null>(null);

const isInstalled = (): boolean =>
  matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true;

/** Safari on phones and tablets; an iPad calls itself a Mac, and has fingers. */
const isIos = (): boolean =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.userAgent.includes('Macintosh') && navigator.maxTouchPoints > 1);

/** How the app can be installed here: by asking the browser, or by hand; null where it cannot, or is. */
export const install = {
  get way(): 'ask' | 'by-hand' | null {
    if (isInstalled()) return null;
    if (offer) return 'ask';
    return isIos() ? 'by-hand' : null;
  },

  /** The browser would install it: it is asked when somebody wants that, and no banner pops up before. */
  offered(event: Event): void {
    offer = event as Offer;
    window.addEventListener('appinstalled', () => (offer = null), { once: true });
  },

  /** An offer is good for one question. */
  async ask(): Promise<void> {
    const asked = offer;
    offer = null;
    await asked?.prompt();
  }
};
