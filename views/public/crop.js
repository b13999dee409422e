// The part of a picture that is shown: dragged, or moved by the arrow keys. Without this file the middle is taken, or four numbers are typed.
(() => {
  for (const box of document.querySelectorAll('[data-crop]')) {
    const field = document.getElementById(box.dataset.crop);
    const [width, height] = [Number(box.dataset.width), Number(box.dataset.height)];
    const [leastWide, leastHigh] = box.dataset.part.split(',').map(Number);
    const ratio = leastWide / leastHigh;
    const highOf = (wide) => Math.floor((wide * leastHigh) / leastWide);
    if (!field || !(width > 0 && height > 0)) continue;
    const canvas = document.createElement('canvas');
    canvas.width = 920;
    canvas.height = Math.round((920 * height) / width);
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'application');
    canvas.setAttribute('aria-label', '裁剪框：方向键移动，加号和减号放大缩小');
    const draw = canvas.getContext('2d');
    const picture = new Image();
    const largest = Math.floor(Math.min(width, height * ratio));
    const clamp = (value, least, most) => Math.max(least, Math.min(most, value));

    const middle = () => {
      return { left: (width - largest) / 2, top: (height - largest / ratio) / 2, width: largest };
    };
    const typed = () => {
      const [, left, top, wide] = /^(\d+),(\d+),(\d+),\d+$/.exec(field.value.trim()) || [];
      return wide === undefined ? middle() : { left: Number(left), top: Number(top), width: Number(wide) };
    };
    let crop = typed();

    const paint = () => {
      const scale = canvas.width / width;
      const [x, y, w, h] = [crop.left, crop.top, crop.width, crop.width / ratio].map((each) => each * scale);
      draw.drawImage(picture, 0, 0, canvas.width, canvas.height);
      draw.fillStyle = 'rgba(22,24,27,.5)';
      draw.beginPath();
      draw.rect(0, 0, canvas.width, canvas.height);
      draw.rect(x, y, w, h);
      draw.fill('evenodd');
      draw.strokeStyle = '#fff';
      draw.lineWidth = 3;
      draw.strokeRect(x, y, w, h);
    };

    let wait;
    const settle = () => {
      crop.left = clamp(crop.left, 0, width - crop.width);
      crop.top = clamp(crop.top, 0, height - crop.width / ratio);
      const wide = Math.floor(crop.width);
      field.value = [Math.floor(crop.left), Math.floor(crop.top), wide, highOf(wide)].join(',');
      paint();
      clearTimeout(wait);
      wait = setTimeout(() => {
        field.dispatchEvent(new Event('input', { bubbles: true })); // what saves by itself hears of it
        for (const image of box.parentElement.querySelectorAll('[data-size]'))
          image.src = `${box.dataset.preview}&size=${image.dataset.size}&crop=${field.value}`;
      }, 300);
    };

    let from;
    const place = (event) => {
      const scale = width / canvas.getBoundingClientRect().width;
      return { x: event.clientX * scale, y: event.clientY * scale };
    };
    canvas.addEventListener('pointerdown', (event) => {
      from = { ...place(event), left: crop.left, top: crop.top };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (!from) return;
      const to = place(event);
      crop.left = from.left + to.x - from.x;
      crop.top = from.top + to.y - from.y;
      settle();
    });
    for (const name of ['pointerup', 'pointercancel'])
      canvas.addEventListener(name, () => {
        from = undefined;
      });
    const step = Math.max(1, Math.round(width / 100));
    const zoom = (by) => {
      const before = crop.width;
      crop.width = clamp(crop.width + by, Math.min(leastWide, largest), largest);
      crop.left += (before - crop.width) / 2;
      crop.top += (before - crop.width) / 2 / ratio;
    };
    const keys = {
      ArrowLeft: () => {
        crop.left -= step;
      },
      ArrowRight: () => {
        crop.left += step;
      },
      ArrowUp: () => {
        crop.top -= step;
      },
      ArrowDown: () => {
        crop.top += step;
      },
      '+': () => zoom(4 * step),
      '=': () => zoom(4 * step),
      '-': () => zoom(-4 * step),
    };
    canvas.addEventListener('keydown', (event) => {
      const move = keys[event.key];
      if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      move();
      settle();
    });
    field.addEventListener('change', () => {
      crop = typed();
      paint();
    });

    const buttons = document.createElement('p');
    buttons.className = 'row';
    const words = {
      放大范围: () => zoom(4 * step),
      缩小范围: () => zoom(-4 * step),
      取中间: () => Object.assign(crop, middle()),
    };
    for (const [label, act] of Object.entries(words)) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'btn sm';
      button.textContent = label;
      button.addEventListener('click', () => {
        act();
        settle();
      });
      buttons.append(button);
    }
    picture.addEventListener('load', () => {
      box.hidden = false;
      box.append(canvas);
      box.after(buttons);
      paint();
    });
    picture.src = box.dataset.picture;
  }
})();
