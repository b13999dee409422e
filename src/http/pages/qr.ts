/** A QR code as the path of an SVG of `size` units, with the quiet zone that readers want: for a view, which draws it black on white. On a screen nothing of it is lost. */
export async function qrCode(text: string): Promise<{ size: number; path: string }> {
  const { default: QRCode } = await import('qrcode'); // sixty modules that a start need not read
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'L' });
  const quiet = 4;
  const parts: string[] = [];
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column) === 1) parts.push(`M${column + quiet} ${row + quiet}h1v1h-1z`);
  return { size: modules.size + 2 * quiet, path: parts.join('') };
}
