import { sha256 } from '../../core/values/hash.ts';

/**
 * The one script of the pages, without which all of them work: while somebody types, the session is asked for every five
 * minutes, which prolongs it (within its twelve hours, docs/adr/0006), and the page says until when it lasts now. Whoever
 * comes back too late is told so before anything is sent; what was typed stays in the page all the same (docs/adr/0038). And the
 * button of a paper prints it: without the script there is none, and the browser's own does.
 */
export const KEEP_SESSION = `'use strict';
(() => {
  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
  const shown = document.getElementById('signed-in-until');
  const EVERY = 5 * 60 * 1000;
  let asked = Date.now();
  const clock = new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });
  const timeOf = (until) => {
    const parts = clock.formatToParts(new Date(until));
    const part = (type) => parts.find((one) => one.type === type).value;
    return Number(part('hour')) + '時' + part('minute').padStart(2, '0') + '分';
  };
  document.addEventListener('input', async () => {
    if (!shown || Date.now() - asked < EVERY) return;
    asked = Date.now();
    try {
      const answer = await fetch('/v1/session', { cache: 'no-store' });
      if (answer.status === 401) shown.textContent = shown.dataset.ended;
      if (answer.ok) shown.textContent = 'サインインは' + timeOf((await answer.json()).until) + 'まで';
    } catch {}
  });
})();
`;

/** Part of the script's address, as of the stylesheet's. */
export const KEEP_SESSION_VERSION = sha256(KEEP_SESSION).slice(0, 12);
