// Proli between the phones: every message that comes or goes is seen to be carried.
const spot = document.querySelector('.courier');
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const carried = new Set();

// carry flies a letter from a phone to Proli, or back, once for each message.
export function carry(phone, message) {
  if (carried.has(message.id)) return;
  carried.add(message.id);
  if (carried.size > 2000) carried.delete(carried.values().next().value);
  if (!phone || calm.matches || document.hidden || !spot.offsetWidth) return;
  const phoneBox = phone.find('.thread').getBoundingClientRect();
  const box = spot.getBoundingClientRect();
  const middle = (b) => [b.x + b.width / 2 - 17, b.y + b.height / 2 - 12];
  const [px, py] = [phoneBox.x + phoneBox.width / 2 - 17, phoneBox.bottom - 60];
  const [cx, cy] = middle(box);
  const path = message.mine ? [px, py, cx, cy] : [cx, cy, px, py];
  const letter = document.createElement('i');
  letter.className = 'letter';
  letter.dataset.role = phone.contact.role;
  document.body.append(letter);
  const [x1, y1, x2, y2] = rightToLeft() ? [path[0] - mirror(), path[1], path[2] - mirror(), path[3]] : path;
  const flight = letter.animate([
    { transform: `translate(${x1}px, ${y1}px) scale(.3)`, opacity: 0 },
    { transform: `translate(${(x1 + x2) / 2}px, ${Math.min(y1, y2) - 50}px) rotate(${x2 > x1 ? 8 : -8}deg)`, opacity: 1, offset: 0.5 },
    { transform: `translate(${x2}px, ${y2}px) scale(.3)`, opacity: 0 },
  ], { duration: 750, easing: 'cubic-bezier(.4, 0, .3, 1)' });
  flight.finished.catch(() => {}).finally(() => letter.remove());
  spot.classList.remove('hop');
  requestAnimationFrame(() => spot.classList.add('hop'));
}

// A letter starts at the inline start of the window, which is its right edge in Hebrew.
const rightToLeft = () => document.documentElement.dir === 'rtl';
const mirror = () => document.documentElement.clientWidth - 34;
