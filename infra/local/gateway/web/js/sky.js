// The virtual clock, and the sky that goes with it.
import { lang, t } from './text.js';

const zone = 'Asia/Jerusalem';
let base = Date.now();
let since = performance.now();
const watchers = [];

export const now = () => new Date(base + performance.now() - since);
export const onTick = (f) => watchers.push(f);

export function setNow(iso) {
  base = new Date(iso).getTime();
  since = performance.now();
  draw();
}

const locale = () => (lang() === 'he' ? 'he-IL' : 'en-GB');
const format = (options) => new Intl.DateTimeFormat(locale(), { timeZone: zone, ...options });

export const time = (date) => format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date);
export const longDate = (date) => format({ weekday: 'long', day: 'numeric', month: 'long' }).format(date);

// parts are the numbers of a date in Israel.
export function parts(date) {
  const all = {};
  const f = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', timeZoneName: 'longOffset' });
  for (const p of f.formatToParts(date)) all[p.type] = p.value;
  all.offset = all.timeZoneName.replace('GMT', '') || '+00:00';
  return all;
}

export const dayKey = (date) => { const p = parts(date); return `${p.year}-${p.month}-${p.day}`; };

export function dayName(date) {
  const key = dayKey(date);
  if (key === dayKey(now())) return t('today');
  if (key === dayKey(new Date(now().getTime() - 864e5))) return t('yesterday');
  return longDate(date);
}

// nextMorning is 08:00 of tomorrow in Israel, with the offset that holds then.
export function nextMorning() {
  const p = parts(new Date(now().getTime() + 864e5));
  const noon = parts(new Date(`${p.year}-${p.month}-${p.day}T10:00:00Z`));
  return `${p.year}-${p.month}-${p.day}T08:00:00${noon.offset}`;
}

export function draw() {
  const date = now();
  const p = parts(date);
  const hour = Number(p.hour) + Number(p.minute) / 60;
  const root = document.documentElement;
  root.dataset.part = hour < 5 || hour >= 20 ? 'night' : hour < 7 ? 'dawn' : hour < 16 ? 'day' : hour < 18.5 ? 'gold' : 'dusk';
  const up = (hour - 5) / 15; // the sun's way from 05:00 to 20:00
  const night = ((hour + 4) % 24) / 9; // the moon's from 20:00 to 05:00
  const along = up >= 0 && up <= 1 ? up : night;
  root.style.setProperty('--along', along.toFixed(3));
  root.style.setProperty('--height', Math.sin(Math.PI * along).toFixed(3));
  document.querySelector('.clock-time').textContent = time(date);
  document.querySelector('.clock-date').textContent = longDate(date);
  for (const f of watchers) f(time(date));
}

setInterval(draw, 1000);
