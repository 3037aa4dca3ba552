/* Puts a shoppable clip where this stands: <script async src="https://instance/embed.js" data-clip="ID"></script> */
(() => {
  for (const script of document.querySelectorAll('script[data-clip]')) {
    if (!/\/embed\.js(\?.*)?$/.test(script.src) || script.dataset.isDone) continue;
    script.dataset.isDone = 'yes';
    const { clip, title, width } = script.dataset;
    const frame = document.createElement('iframe');
    frame.src = new URL(`embed/${encodeURIComponent(clip)}`, script.src).href;
    frame.title = title || 'Vitrina';
    frame.loading = 'lazy';
    frame.allow = 'autoplay; fullscreen';
    frame.referrerPolicy = 'strict-origin-when-cross-origin';
    Object.assign(frame.style, {
      display: 'block',
      width: '100%',
      maxWidth: `${Number(width) || 360}px`,
      aspectRatio: '9 / 16',
      border: '0',
      borderRadius: '16px',
      colorScheme: 'normal'
    });
    script.after(frame);
  }
})();
