import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Fact } from '../../../src/fact.ts';
import { Unreadable } from '../../../src/fields/workbooks/unreadable.ts';
import { createFormats } from '../../../src/resources/announcements/formats/formats.ts';
import { rawRow, rawWorkbook, zipOf } from '../../support/raw-workbook.ts';

const formats = createFormats();
const read = (file: Buffer | string) => formats.ofFile(Buffer.from(file));
const problemOf = async (file: Buffer | string): Promise<Fact> => {
  try {
    await read(file);
  } catch (error) {
    if (error instanceof Unreadable) return error.problem;
    throw error;
  }
  throw new Error('a file that was read');
};
const codeOf = async (file: Buffer | string) => (await problemOf(file)).code;

const types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>';
const word = (body: string, parts: Record<string, string> = {}, compress = true) =>
  zipOf(
    {
      '[Content_Types].xml': types,
      'word/document.xml': `<w:document xmlns:w="w" xmlns:mc="m"><w:body>${body}</w:body></w:document>`,
      ...parts,
    },
    compress,
  );
const run = (text: string, look = '') => `<w:r>${look}<w:t xml:space="preserve">${text}</w:t></w:r>`;
const paragraph = (...runs: string[]) => `<w:p>${runs.join('')}</w:p>`;
const cell = (...paragraphs: string[]) => `<w:tc>${paragraphs.map((text) => paragraph(run(text))).join('')}</w:tc>`;

/** A PDF of one font, each page with these drawing commands. */
function pdf(pages: readonly string[], trailer = ''): Buffer {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Count ${pages.length}/Kids[${pages.map((_, place) => `${5 + place * 2} 0 R`).join(' ')}]>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    "<</CreationDate(D:20261124230000+00'00')>>",
    ...pages.flatMap((content, place) => [
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>>>/Contents ${6 + place * 2} 0 R>>`,
      `<</Length ${content.length}>>stream\n${content}\nendstream`,
    ]),
  ];
  let file = '%PDF-1.4\n';
  const places = objects.map((object, place) => {
    const at = file.length;
    file += `${place + 1} 0 obj${object}endobj\n`;
    return at;
  });
  const table = places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const start = file.length;
  file += `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer<</Size ${size}/Root 1 0 R/Info 4 0 R${trailer}>>\n`;
  return Buffer.from(`${file}startxref\n${start}\n%%EOF`, 'latin1');
}

describe('files with an announcement', () => {
  it('are read from a page as its readers see it: without scripts, styles and hidden parts, tables as rows', async () => {
    const html = `<html><head><meta property="article:published_time" content="2026-11-24T09:00:00+08:00"><title>x</title>
      <style>p{color:red}</style></head><body><script>alert(1)</script><p style="display:none">藏起来的</p>
      <div id="js_content" style="visibility: hidden;"><section><section>银龄剪纸&nbsp;体验课</section></section>
      <p><span>时间：</span><span>12月5日</span><br>地点：204</p></div>
      <table><tr><th>日期</th><th>活动</th></tr><tr><td><p>12月5日</p><p>周六</p></td><td>剪纸</td></tr></table></body></html>`;
    expect(await read(html)).to.deep.equal({
      text: '银龄剪纸 体验课\n时间：12月5日\n地点：204\n日期\t活动\n12月5日 周六\t剪纸',
      writtenOn: '2026-11-24',
      attachments: [],
    });
    expect((await formats.ofHtml('<p>一</p><div><p>二</p></div>')).text).to.equal('一\n二');
  });

  it('are read from Word with its tables, without deleted and hidden words', async () => {
    const body = [
      paragraph(run('银龄'), run('剪纸'), `<w:del>${'<w:r><w:delText>旧</w:delText></w:r>'}</w:del>`),
      paragraph(run('看不见', '<w:rPr><w:vanish/></w:rPr>'), run('时间：12月5日')),
      `<w:tbl><w:tr>${cell('日期')}${cell('活动')}</w:tr><w:tr>${cell('12月5日', '周六')}${cell('剪纸')}</w:tr></w:tbl>`,
      '<w:p><mc:AlternateContent><mc:Choice><w:r><w:t>框</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>框</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>',
    ].join('');
    const core = '<cp:coreProperties><dcterms:modified>2026-11-23T20:00:00Z</dcterms:modified></cp:coreProperties>';
    const { text, writtenOn } = await read(await word(body, { 'docProps/core.xml': core }));
    expect(text).to.equal('银龄剪纸\n时间：12月5日\n日期\t活动\n12月5日 周六\t剪纸\n框');
    expect(writtenOn).to.equal('2026-11-24');
  });

  it('are read from every sheet of a workbook, row by row', async () => {
    const rows = rawRow(['日期', '活动']) + rawRow(['12月5日', '剪纸']);
    expect((await read(await rawWorkbook({ rows }))).text).to.equal('日期\t活动\n12月5日\t剪纸');
  });

  it('are read from a PDF line by line, with the day on which it was made; one of pictures says so', async () => {
    const text = await read(
      pdf([
        'BT /F 12 Tf 50 700 Td (Paper cutting for seniors) Tj 0 -20 Td (5 December 14:00) Tj 200 0 Td (Room 204) Tj ET',
      ]),
    );
    expect(text.text).to.equal('Paper cutting for seniors\n5 December 14:00\tRoom 204');
    expect(text.writtenOn).to.equal('2026-11-25');
    expect(await problemOf(pdf(['0 0 100 100 re f', '0 0 100 100 re f']))).to.deep.include({
      code: 'pasting.pictures_only',
      params: { pages: 2 },
    });
  });

  it('are read from a calendar: title, times in Beijing, place; repetitions as dates, whole days without a time', async () => {
    const event = (...lines: string[]) => ['BEGIN:VEVENT', `UID:${lines[0]}`, ...lines, 'END:VEVENT'];
    const file = [
      ...['BEGIN:VCALENDAR', 'VERSION:2.0'],
      ...event('SUMMARY:剪纸', 'DTSTART:20261205T060000Z', 'DTEND:20261205T080000Z', 'LOCATION:204 教室'),
      ...event('SUMMARY:合唱', 'DTSTART:20261202T190000', 'DTEND:20261202T203000', 'RRULE:FREQ=WEEKLY;COUNT=2'),
      ...event('SUMMARY:书展', 'DTSTART;VALUE=DATE:20261201', 'DTEND;VALUE=DATE:20261204', 'STATUS:CANCELLED'),
      'END:VCALENDAR',
    ].join('\r\n');
    expect((await read(file)).text).to.equal(
      [
        ...['标题：剪纸', '时间：2026年12月5日14:00—16:00', '地点：204 教室', ''],
        ...['标题：合唱', '时间：2026年12月2日19:00—20:30', '时间：2026年12月9日19:00—20:30', ''],
        ...['【取消】标题：书展', '时间：2026年12月1日至2026年12月3日'],
      ].join('\n'),
    );
  });

  it('are read from a mail, whose day counts; its attachments are named', async () => {
    const mail = [
      'From: hall@example.cn\r\nSubject: =?utf-8?B?6YCa55+l?=\r\nDate: Tue, 24 Nov 2026 23:00:00 +0800\r\nMIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>时间：明天下午三点</p>',
      '--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="a.pdf"\r\n\r\nx\r\n--b--\r\n',
    ].join('\r\n');
    expect(await read(mail)).to.deep.equal({
      text: '通知\n时间：明天下午三点',
      writtenOn: '2026-11-24',
      attachments: ['a.pdf'],
    });
  });

  it('are read from GBK, and without invisible characters', async () => {
    expect((await read(Buffer.from('bcf4d6bdbfce', 'hex'))).text).to.equal('剪纸课');
    expect((await read('剪\u200b纸\u202e课\r\n\r\n\r\n二楼\u00a0')).text).to.equal('剪纸课\n\n二楼');
  });

  it('say in a sentence of their own why they cannot be read', async () => {
    const doctype = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>';
    expect(
      await codeOf(await zipOf({ '[Content_Types].xml': types, 'word/document.xml': `${doctype}<a>&a;</a>` })),
    ).to.equal('pasting.word_outside');
    expect(await codeOf(await zipOf({ 'a.txt': 'x' }))).to.equal('pasting.file_unknown');
    expect(await codeOf(await word('<w:p>'.repeat(5_000)))).to.equal('pasting.word_broken');
    expect(await codeOf(await word('', { 'word/bomb.xml': ' '.repeat(30_000_000) }))).to.equal('pasting.file_inflated');
    expect(await codeOf(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).to.equal('pasting.word_old');
    expect(await codeOf(Buffer.from('ffd8ffe000104a464946', 'hex'))).to.equal('pasting.picture');
    expect(await codeOf('%PDF-1.4 nothing')).to.equal('pasting.pdf_broken');
    expect(await codeOf(pdf(Array.from({ length: 61 }, () => '')))).to.equal('pasting.pdf_pages');
    expect(await codeOf('BEGIN:VCALENDAR\r\nthis is none')).to.equal('pasting.calendar_broken');
    expect(await codeOf(`<div>${'<b></b>'.repeat(300_000)}`)).to.equal('pasting.too_much');
    expect(await codeOf('字'.repeat(60_001))).to.equal('pasting.text_too_long');
    expect(await codeOf(Buffer.alloc(21 * 1024 * 1024, 'a'))).to.equal('pasting.file_too_large');
    expect(await codeOf(Buffer.from('00ff00ff', 'hex'))).to.equal('pasting.file_binary');
  });

  it('never run on: a rule of a calendar without an end, or one that finds no day', async () => {
    const endless = (rule: string) =>
      `BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:a\r\nDTSTART:20261201T100000Z\r\nDTEND:20261201T110000Z\r\nRRULE:${rule}\r\nEND:VEVENT\r\nEND:VCALENDAR`;
    expect((await read(endless('FREQ=DAILY'))).text.split('\n')).to.have.length(61);
    const none = await read(endless('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30')).catch((error: unknown) => error);
    expect(none).to.satisfy((answer: object) => 'text' in answer || answer instanceof Unreadable);
  });
});
