// One message as it looks on a phone.
import { clone, el, icon, t } from './text.js';
import { rich } from './rich.js';
import { player } from './player.js';
import { time } from './sky.js';

const tickNames = { waiting: 'wait', failed: 'wait', sent: 'tick', delivered: 'ticks', read: 'ticks' };

// bubble builds a message's row. on has reply, edit, press and retry.
export function bubble(m, on) {
  const row = clone('t-bubble');
  row.dataset.id = m.id;
  row.classList.add(m.mine ? 'mine' : 'theirs');
  row.querySelector('.tool-reply').addEventListener('click', () => on.reply(m));
  const edit = row.querySelector('.tool-edit');
  edit.hidden = !(m.mine && m.kind === 'text');
  edit.addEventListener('click', () => on.edit(m));
  row.querySelector('.bubble').addEventListener('click', () => row.classList.toggle('touched'));
  quoted(row, m);
  const body = row.querySelector('.body');
  body.append(...content(m));
  if (m.header) body.prepend(el('h4', { dir: 'auto' }, m.header));
  if (m.text) body.append(el('p', { class: 'words', dir: 'auto' }, rich(m.text)));
  if (m.footer) body.append(el('p', { class: 'footer', dir: 'auto' }, m.footer));
  if (onlyEmoji(m.text) && m.kind === 'text') row.classList.add('jumbo');
  row.classList.add('k-' + m.kind);
  meta(row, m, on);
  if (m.buttons?.length) row.querySelector('.bubble').append(buttons(m, on));
  return row;
}

function meta(row, m, on) {
  row.querySelector('.edited').hidden = !m.edited;
  row.querySelector('time').textContent = time(new Date(m.at));
  if (!m.mine) return;
  const ticks = row.querySelector('.ticks');
  ticks.removeAttribute('hidden');
  ticks.setAttribute('class', 'ticks ' + m.ticks);
  ticks.setAttribute('aria-label', t(m.ticks));
  ticks.firstElementChild.setAttribute('href', '#i-' + (tickNames[m.ticks] ?? 'tick'));
  if (m.ticks === 'failed') {
    row.querySelector('.bubble').append(el('button', { type: 'button', class: 'retry', onclick: () => on.retry(m) }, t('failed')));
  }
}

function quoted(row, m) {
  if (!m.quote || m.kind === 'press') return;
  const box = row.querySelector('.quoted');
  box.hidden = false;
  box.classList.toggle('own', m.quote.mine);
  box.firstElementChild.textContent = m.quote.mine ? t('me') : t('brand');
  box.lastElementChild.textContent = m.quote.text || t(kindWord(m.quote.kind));
}

export function kindWord(kind) {
  return { image: 'photo', video: 'file', audio: 'voice', document: 'file', place: 'place' }[kind] ?? 'file';
}

function content(m) {
  if (m.place) return [placeCard(m.place)];
  if (!m.media) return [];
  const kind = m.media.mime.split('/')[0];
  if (kind === 'image' && m.kind !== 'document') {
    return [el('a', { class: 'photo', href: m.media.url, target: '_blank', rel: 'noopener noreferrer' }, el('img', { src: m.media.url, alt: m.text || t('photo') }))];
  }
  if (kind === 'video') return [el('video', { class: 'film', src: m.media.url, controls: true, preload: 'metadata', playsinline: true })];
  if (kind === 'audio') return [player(m.media.url, m.id)];
  return [el('a', { class: 'paper', href: m.media.url, download: m.media.name, rel: 'noopener noreferrer', 'aria-label': t('download') + ': ' + m.media.name },
    icon('file'), el('span', {}, el('bdi', {}, m.media.name), el('small', { dir: 'ltr' }, size(m.media.size))))];
}

function placeCard(p) {
  const at = `${p.lat.toFixed(4)}, ${p.lng.toFixed(4)}`;
  return el('a', { class: 'place', target: '_blank', rel: 'noopener noreferrer', title: t('openMap'),
    href: `https://www.openstreetmap.org/?mlat=${p.lat}&mlon=${p.lng}#map=16/${p.lat}/${p.lng}` },
    el('img', { src: 'art/map.svg', alt: t('place') }), el('strong', { dir: 'auto' }, p.name || at), el('small', { dir: p.address ? 'auto' : 'ltr' }, p.address || at));
}

function buttons(m, on) {
  return el('div', { class: 'buttons' }, ...m.buttons.map((b) => el('button', {
    type: 'button', dir: 'auto', disabled: Boolean(m.pressed), 'aria-pressed': String(m.pressed === b.id), onclick: (e) => { e.stopPropagation(); on.press(m, b); },
  }, b.text)));
}

function size(bytes) {
  if (bytes < 1024) return bytes + ' B';
  return bytes < 1 << 20 ? Math.round(bytes / 1024) + ' KB' : (bytes / (1 << 20)).toFixed(1) + ' MB';
}

const onlyEmoji = (text) => text.length < 14 && /^(\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f|\s)+$/u.test(text);
