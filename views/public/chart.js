// 存为图片: a chart as a PNG, drawn by the browser with the fonts it has. Without this file there are the print version and the tables.
(() => {
  const drawn = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-linejoin', 'stroke-dasharray', 'opacity'];
  const [edge, gap, width, sharp] = [32, 12, 980, 2];

  /** A drawing with what the style sheet says of it written into each part, as an image of its own knows no style sheet. */
  async function imageOf(svg) {
    const copy = svg.cloneNode(true);
    const hatch = document.getElementById('hatch')?.parentNode;
    const written = (from, to) => {
      const style = getComputedStyle(from);
      for (const name of drawn) {
        // A pattern is named by the page's address; in the image it is its own.
        const value = style.getPropertyValue(name).replace(/url\(.*#(\w+)"?\)/, 'url(#$1)');
        if (value && from.nodeType === 1) to.setAttribute(name, value);
      }
      for (const [place, child] of Array.from(from.children).entries()) written(child, to.children[place]);
    };
    written(svg, copy);
    if (hatch) {
      const defs = hatch.cloneNode(true);
      written(hatch, defs);
      copy.prepend(defs);
    }
    const { width: seen, height } = svg.getBoundingClientRect();
    const box = svg.viewBox.baseVal;
    for (const words of copy.querySelectorAll('text')) words.remove(); // they are written by the page, which may have fonts of its own
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    copy.setAttribute('width', box?.width || seen);
    copy.setAttribute('height', box?.height || height);
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
    await image.decode();
    return image;
  }

  /** Chinese breaks anywhere but before a mark and within a number. */
  function linesOf(context, text, most) {
    const lines = [''];
    for (const part of text.match(/[\w.,%+−-]+\s?|[^\w][，。、；：）”]*/gu) ?? []) {
      const longer = lines.at(-1) + part;
      if (context.measureText(longer).width <= most || lines.at(-1) === '') lines[lines.length - 1] = longer;
      else lines.push(part.trimStart());
    }
    return lines;
  }

  /** The words of a drawing where they stand in it. */
  function write(context, svg, x, y, scale) {
    for (const words of svg.querySelectorAll('text')) {
      const style = getComputedStyle(words);
      const at = (name) => Number(words.getAttribute(name)) * scale;
      context.font = `${style.fontWeight} ${Number.parseFloat(style.fontSize) * scale}px ${style.fontFamily}`;
      context.fillStyle = style.fill;
      context.textAlign = { middle: 'center', end: 'right' }[style.textAnchor] ?? 'left';
      context.fillText(words.textContent, x + at('x'), y + at('y'));
    }
    context.textAlign = 'left';
  }

  async function draw(figure, { foot, say }) {
    const style = getComputedStyle(document.body);
    const paper = getComputedStyle(document.documentElement).getPropertyValue('--paper').trim() || '#fff';
    const [chart] = figure.querySelectorAll('.scroll > svg');
    const said = (selector) => figure.querySelector(selector)?.textContent.replace(/\s+/g, ' ').trim() ?? '';
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d');
    const font = (size, weight = 400) => {
      context.font = `${weight} ${size}px ${style.fontFamily}`;
    };
    const image = await imageOf(chart);
    const scale = (width - 2 * edge) / image.width;
    const legend = await Promise.all(
      Array.from(figure.querySelectorAll('.legend li'), async (item) => ({
        image: await imageOf(item.querySelector('svg')),
        text: item.textContent.trim(),
      })),
    );
    font(15);
    const summary = linesOf(context, say || said('figcaption p'), width - 2 * edge);
    const heights = [edge + 30, summary.length * 24, gap + image.height * scale, legend.length > 0 ? 40 : 0, 20 + edge];
    canvas.width = width * sharp;
    canvas.height = heights.reduce((sum, each) => sum + each) * sharp;
    context.scale(sharp, sharp);
    context.fillStyle = paper;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = style.color;
    font(22, 700);
    context.fillText(said('h2'), edge, edge + 16);
    font(15);
    let y = heights[0];
    for (const line of summary) {
      context.fillText(line, edge, y + 16);
      y += 24;
    }
    context.drawImage(image, edge, y + gap, image.width * scale, image.height * scale);
    write(context, chart, edge, y + gap, scale);
    context.fillStyle = style.color;
    y += heights[2];
    font(13);
    let x = edge;
    for (const { image: swatch, text } of legend) {
      context.drawImage(swatch, x, y + 18);
      context.fillText(text, x + 26, y + 29);
      x += 46 + context.measureText(text).width;
    }
    y += heights[3];
    context.globalAlpha = 0.75;
    context.fillText(foot, edge, y + 22);
    return new Promise((resolve) => {
      canvas.toBlob(resolve, 'image/png');
    });
  }

  for (const button of document.querySelectorAll('[data-png]')) {
    const label = button.textContent;
    button.hidden = false;
    button.setAttribute('aria-live', 'polite');
    const say = (words) => {
      button.textContent = words;
      setTimeout(() => {
        button.textContent = label;
      }, 3000);
    };
    button.addEventListener('click', async () => {
      try {
        const link = document.createElement('a');
        link.download = button.dataset.png;
        link.href = URL.createObjectURL(await draw(button.closest('figure'), button.dataset));
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
        say('已保存');
      } catch {
        say('没有成功，请用打印版');
      }
    });
  }
})();
