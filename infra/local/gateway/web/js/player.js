// A recording in a bubble: a button, a waveform that fills as it plays, the time.
import { el, icon, t } from './text.js';

const bars = 34;
const ns = 'http://www.w3.org/2000/svg';
let playing = null;

export function player(url, seed) {
  const audio = new Audio();
  audio.preload = 'metadata';
  audio.src = url;
  const button = el('button', { type: 'button', class: 'round play', 'aria-label': t('play') }, icon('play'));
  const wave = drawWave(seed);
  const left = el('span', { class: 'audio-time', dir: 'ltr' }, '0:00');
  const show = () => {
    const share = audio.duration ? audio.currentTime / audio.duration : 0;
    [...wave.children].forEach((bar, i) => bar.classList.toggle('past', i < share * bars));
    const s = audio.paused && !audio.currentTime && Number.isFinite(audio.duration) ? audio.duration : audio.currentTime;
    left.textContent = `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, '0')}`;
  };
  const state = () => {
    button.replaceChildren(icon(audio.paused ? 'play' : 'pause'));
    button.setAttribute('aria-label', t(audio.paused ? 'play' : 'pause'));
  };
  button.addEventListener('click', (e) => {
    e.stopPropagation();
    if (!audio.paused) return audio.pause();
    if (playing && playing !== audio) playing.pause();
    playing = audio;
    return audio.play().catch(() => left.replaceChildren('—'));
  });
  for (const e of ['timeupdate', 'loadedmetadata', 'ended']) audio.addEventListener(e, show);
  for (const e of ['play', 'pause', 'ended']) audio.addEventListener(e, state);
  return el('div', { class: 'voice' }, button, wave, left);
}

// The waveform is drawn from the message's id: the same message always looks the same.
function drawWave(seed) {
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('viewBox', `0 0 ${bars * 4} 28`);
  svg.setAttribute('class', 'wave');
  svg.setAttribute('aria-hidden', 'true');
  let h = 7;
  for (const c of seed) h = (h * 31 + c.charCodeAt(0)) >>> 0;
  for (let i = 0; i < bars; i++) {
    h = (h * 1103515245 + 12345) >>> 0;
    const tall = 4 + ((h >>> 16) % 100) / 100 * 20 * (0.35 + 0.65 * Math.abs(Math.sin(i / 4.5)));
    const bar = document.createElementNS(ns, 'rect');
    bar.setAttribute('x', String(i * 4));
    bar.setAttribute('y', String(14 - tall / 2));
    bar.setAttribute('width', '2.4');
    bar.setAttribute('height', String(tall));
    bar.setAttribute('rx', '1.2');
    svg.append(bar);
  }
  return svg;
}
