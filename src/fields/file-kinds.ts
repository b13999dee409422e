const names: Readonly<Record<string, string>> = {
  'image/jpeg': 'JPG',
  'image/png': 'PNG',
  'image/webp': 'WebP',
  'image/svg+xml': 'SVG',
  'application/pdf': 'PDF',
  'message/rfc822': 'EML 邮件',
};

/** The names of the accepted kinds of files: JPG、PNG、PDF. */
export const fileKinds = (types: readonly string[]): string => types.map((type) => names[type] ?? type).join('、');
