/** A QR code as the path of an SVG of `size` units, with the quiet zone that readers want: for a view, which draws it black on white. On a screen nothing of it is lost. */
export async function qrCode(text: string): Promise<{ size: number; path: string }> {
  const { encodeQR } = await import('qr'); // a start need not load it
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: 4 });
  const parts = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size: rows.length, path: parts.join('') };
}
