// Runs in the page: from the moment a slide is in view, by the app's own measure of it, to its film's first frame.
(() => {
  const ON_SCREEN_PART = 0.6;
  const seen = (window.feedFeel = { frames: {}, at: -1 });

  function videoOf(index) {
    return [...document.querySelectorAll('.pool')].find((box) => box.style.transform === `translateY(${index * 100}%)`)?.firstChild;
  }
  function wait(index, since) {
    if (seen.at !== index) return;
    const video = videoOf(index);
    if (!video) return requestAnimationFrame(() => wait(index, since));
    video.requestVideoFrameCallback((now) => {
      if (seen.at === index) seen.frames[index] ??= now - since;
    });
  }
  const slides = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        seen.at = Number(entry.target.dataset.index);
        wait(seen.at, entry.time);
      }
    },
    { threshold: ON_SCREEN_PART }
  );
  new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes) {
        if (node.nodeType !== Node.ELEMENT_NODE) continue;
        for (const slide of node.matches('[data-index]') ? [node] : node.querySelectorAll('[data-index]')) slides.observe(slide);
      }
  }).observe(document, { childList: true, subtree: true });
})();
