// A live diagram is drawn when it comes near the window: nobody pays for a picture they never reach.

function load(frame) {
  const { viewerStyle, viewerScript } = frame.dataset;
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = viewerStyle;
  const script = document.createElement('script');
  script.type = 'module';
  script.src = viewerScript;
  document.head.append(style, script);
}

export function watchDiagrams(document) {
  const frame = document.querySelector('[data-viewer-script]');
  if (!frame) return;
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      load(frame);
    },
    { rootMargin: '200px' },
  );
  observer.observe(frame);
}
