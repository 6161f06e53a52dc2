// A sweep over the bars of a histogram asks for all its years. Without it each bar is a link, and a form asks for a span.
'use strict';

function sweep(chart) {
  const bars = [...chart.querySelectorAll('.bar')];
  let from = -1;
  let to = -1;

  function at(event) {
    const under = document.elementFromPoint(event.clientX, event.clientY);
    return bars.indexOf(under && under.closest('.bar'));
  }

  function show() {
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    bars.forEach((bar, place) => bar.classList.toggle('swept', first < last && first <= place && place <= last));
  }

  function stop() {
    from = to = -1;
    show();
  }

  chart.addEventListener('dragstart', (event) => event.preventDefault());
  chart.addEventListener('pointerdown', (event) => {
    if (event.button === 0) from = to = at(event);
  });
  addEventListener('pointermove', (event) => {
    const place = from < 0 ? -1 : at(event);
    if (place < 0) return;
    to = place;
    show();
  });
  addEventListener('pointerup', () => {
    const ends = [bars[from], bars[to]].flatMap((bar) => (bar ? [bar.dataset.first, bar.dataset.last] : []));
    const swept = from !== to;
    stop();
    if (!swept) return;
    const years = `${Math.min(...ends)}-${Math.max(...ends)}`;
    const link = document.createElement('a'); // pressed like a bar, so that the place on the page is kept
    link.href = chart.dataset.swept.replace('%00', years);
    chart.append(link);
    link.click();
  });
  addEventListener('pointercancel', stop);
}

document.querySelectorAll('[data-swept]').forEach(sweep);
