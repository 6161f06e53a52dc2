// Histogram of years: dragging the mouse over several bars filters by their years. Without the script each bar is a link, and a form filters by a span.
'use strict';

function enableSweep(chart) {
  const bars = [...chart.querySelectorAll('.bar')];
  let from = -1;
  let to = -1;

  function barIndexAt(event) {
    const element = document.elementFromPoint(event.clientX, event.clientY);
    return bars.indexOf(element && element.closest('.bar'));
  }

  function highlightSweep() {
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    bars.forEach((bar, index) => bar.classList.toggle('swept', first < last && first <= index && index <= last));
  }

  function reset() {
    from = to = -1;
    highlightSweep();
  }

  chart.addEventListener('dragstart', (event) => event.preventDefault());
  chart.addEventListener('pointerdown', (event) => {
    if (event.button === 0) from = to = barIndexAt(event);
  });
  addEventListener('pointermove', (event) => {
    const index = from < 0 ? -1 : barIndexAt(event);
    if (index < 0) return;
    to = index;
    highlightSweep();
  });
  addEventListener('pointerup', () => {
    const ends = [bars[from], bars[to]].flatMap((bar) => (bar ? [bar.dataset.first, bar.dataset.last] : []));
    const hasSwept = from !== to;
    reset();
    if (!hasSwept) return;
    const years = `${Math.min(...ends)}-${Math.max(...ends)}`;
    const link = document.createElement('a'); // facets.js keeps the scroll position for clicks on links in the facet
    link.href = chart.dataset.swept.replace('%00', years);
    chart.append(link);
    link.click();
  });
  addEventListener('pointercancel', reset);
}

document.querySelectorAll('[data-swept]').forEach(enableSweep);
