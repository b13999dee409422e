import type { FileFacts } from '../../files/facts.ts';
import type { Catalogue } from '../catalogue.ts';

const uncounted = { dashes: 'dashes (stroke-dasharray)', markers: 'markers', filter: 'filters' } as const;

export const facts = {
  'files.none_sent': 'Send one file in the field file of multipart/form-data',
  'files.picture_small': ({ width, height, least_width, least_height }) =>
    `The picture is ${width}×${height}; at least ${least_width}×${least_height} is needed`,
  'files.took_too_long': 'The file is too complex: it was not read within 10 seconds',
  'files.took_too_much': 'The file is too complex: it takes too much memory',
  'files.broken': 'The file cannot be opened; it may be incomplete',
  'files.empty': 'The file is empty',
  'files.mail_expected': 'Upload an EML file that a mail program saved',
  'files.pdf_head': 'The beginning of the PDF is incomplete; export it again',
  'files.pdf_incomplete': 'The PDF is incomplete; export it again',
  'files.pdf_strange': 'The structure of the PDF cannot be read; print it to a PDF again',
  'files.pdf_password': 'The PDF is encrypted or has a password; remove it',
  'files.pdf_active': 'The PDF has scripts, attachments or something that opens by itself; print it to a PDF again',
  'files.busy': 'Many files are being uploaded; try again in a moment',
  'files.picture_moves': 'The picture is animated; send a still one',
  'files.picture_broken': 'The picture cannot be opened; export it again',
  'files.svg_broken': 'The SVG cannot be opened; save it as PNG',
  'files.svg_long': ({ width, height }) => `The SVG is too long (${width}×${height} when drawn)`,
  'files.picture_large': ({ width, height }) =>
    `The picture is too large (${width}×${height}): at most 40 million pixels`,
  'files.picture_too_much': 'The picture is too complex; make it smaller',
  'files.crop_outside': ({ width, height }) => `The part lies outside of the picture (${width}×${height})`,
  'files.crop_small': ({ width, height, least_width, least_height }) =>
    `The part is ${width}×${height}; at least ${least_width}×${least_height} is needed`,
  'files.not_found': 'There is no such file; it may have been deleted',
  'files.too_much_today': ({ megabytes }) =>
    `The files that your institution uploaded within a day are more than ${megabytes} MB; go on tomorrow`,
  'files.upload_gone': 'The upload is not there any more; send it again',
  'files.role_may_not_upload': 'Your role may not upload files; ask the owners of your institution',
  'files.svg_cut': 'The SVG is incomplete; export it again',
  'files.svg_large': 'The SVG is larger than 512 KB',
  'files.svg_not_utf8': 'The SVG is not UTF-8',
  'files.svg_doctype': 'The SVG has a DOCTYPE',
  'files.svg_script': 'The SVG has scripts or web pages inside',
  'files.svg_foreign': 'The SVG refers to other files',
  'files.svg_filter': 'The SVG has filters or animations',
  'files.svg_huge': 'The width or height of the SVG is too large',
  'files.svg_text': 'Turn the text of the SVG into outlines, or save it as PNG',
  'files.svg_style': 'The style sheet of the SVG is too long',
  'files.svg_uncounted': ({ what }) => `The SVG has ${uncounted[what]}; turn them into outlines or save it as PNG`,
  'files.svg_deep': ({ most }) => `The layers of the SVG are nested more than ${most} deep`,
  'files.svg_references': ({ most }) => `References in the SVG lead in a circle or more than ${most} deep`,
  'files.svg_much': 'The SVG has too many shapes once its references are followed',
  'files.type_expected': ({ types }) => `The file must be one of ${types.join(', ')}, by what is inside`,
} satisfies Catalogue<FileFacts>;
