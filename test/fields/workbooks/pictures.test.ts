import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { openPacked } from '../../../src/fields/workbooks/packed.ts';
import { readTable } from '../../../src/fields/workbooks/read.ts';
import { plainHeading, type Row } from '../../../src/fields/workbooks/table.ts';
import { annotate, writeWorkbook } from '../../../src/fields/workbooks/write.ts';
import { bands } from '../../support/pictures.ts';
import { partsOf, rawRow, rawWorkbook, zipOf } from '../../support/raw-workbook.ts';

const known = new Set(['标题', '封面图'].map(plainHeading));
const relationships = 'http://schemas.openxmlformats.org/package/2006/relationships';
const rels = (targets: Readonly<Record<string, string>>) =>
  `<Relationships xmlns="${relationships}">${Object.entries(targets)
    .map(([id, target]) => `<Relationship Id="${id}" Type="image" Target="${target}"/>`)
    .join('')}</Relationships>`;

async function rowsOf(bytes: Buffer): Promise<Row[]> {
  const { rows } = await readTable(bytes, 'xlsx', known);
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}
const shown = ({ row, cells, pictures = [] }: Row) => ({
  ...{ row, cells },
  pictures: pictures.map(({ column, name, bytes }) => `${column} ${name} ${bytes.length}`),
});

describe('pictures in the cells of a workbook', () => {
  let red: Buffer;
  let small: Buffer;
  before(async () => {
    [red, small] = [await bands(960, 540), await bands(300, 200)];
  });
  const head = rawRow(['标题', '封面图']);

  it('are found where WPS keeps them: the formula of the cell names them', async () => {
    const rows = `${head}${rawRow(['剪纸', '<c t="str"><f>_xlfn.DISPIMG("ID_7A",1)</f><v>=DISPIMG("ID_7A",1)</v></c>'])}`;
    const parts = {
      'xl/cellimages.xml':
        '<etc:cellImages xmlns:etc="e" xmlns:xdr="x" xmlns:a="a" xmlns:r="r"><etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="ID_7A" descr="1"/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill></xdr:pic></etc:cellImage></etc:cellImages>',
      'xl/_rels/cellimages.xml.rels': rels({ rId1: 'media/image1.png' }),
      'xl/media/image1.png': red,
    };
    expect((await rowsOf(await rawWorkbook({ rows, parts }))).map(shown)[1]).to.deep.equal({
      ...{ row: 2, cells: ['剪纸'] },
      pictures: [`2 image1.png ${red.length}`],
    });
  });

  it('are found where Excel places them in a cell: its value is of a kind of its own', async () => {
    const rows = `${head}${rawRow(['剪纸', '<c t="e" vm="1"><v>#VALUE!</v></c>'])}`;
    const parts = {
      'xl/metadata.xml':
        '<metadata xmlns:xlrd="x"><futureMetadata name="XLRICHVALUE" count="1"><bk><extLst><ext><xlrd:rvb i="0"/></ext></extLst></bk></futureMetadata><valueMetadata count="1"><bk><rc t="1" v="0"/></bk></valueMetadata></metadata>',
      'xl/richData/rdrichvalue.xml': '<rvData count="1"><rv s="0"><v>0</v><v>5</v></rv></rvData>',
      'xl/richData/richValueRel.xml': '<richValueRels xmlns:r="r"><rel r:id="rId1"/></richValueRels>',
      'xl/richData/_rels/richValueRel.xml.rels': rels({ rId1: '../media/image1.png' }),
      'xl/media/image1.png': red,
    };
    expect((await rowsOf(await rawWorkbook({ rows, parts }))).map(shown)[1]).to.deep.equal({
      ...{ row: 2, cells: ['剪纸'] },
      pictures: [`2 image1.png ${red.length}`],
    });
  });

  it('are found where they lie over a cell, and the function IMAGE gives its address', async () => {
    const sheet = [
      ['标题', '封面图'],
      ['剪纸', null],
    ];
    const laid = await writeWorkbook([{ name: 'Sheet1', rows: sheet, images: [{ row: 2, column: 2, bytes: red }] }]);
    expect((await rowsOf(laid)).map(shown)[1]?.pictures).to.deep.equal([`2 image1.png ${red.length}`]);
    const address = 'https://img.example.cn/1.jpg';
    const rows = `${head}${rawRow(['剪纸', `<c t="e"><f>_xlfn.IMAGE("${address}")</f><v>#NAME?</v></c>`])}`;
    expect((await rowsOf(await rawWorkbook({ rows })))[1]?.cells).to.deep.equal(['剪纸', address]);
  });

  it('lie beside the table in a ZIP, under the names in its cells', async () => {
    const sheet = [
      ['标题', '封面图'],
      ['剪纸', '1.png'],
      ['舞', 'no.png'],
    ];
    const table = await writeWorkbook([{ name: 'Sheet1', rows: sheet }]);
    const zip = await zipOf({ '材料/活动.xlsx': table, '材料/图/1.PNG': red, '__MACOSX/._1.png': small });
    expect((await rowsOf(zip)).map(shown).slice(1)).to.deep.equal([
      { row: 2, cells: ['剪纸', '1.png'], pictures: [`2 1.png ${red.length}`] },
      { row: 3, cells: ['舞', 'no.png'], pictures: [] },
    ]);
    const two = await zipOf({ 'a.xlsx': table, 'b.csv': 'x' });
    const refused = await rowsOf(two).catch((error: unknown) => error);
    expect(refused).to.have.nested.property('problem.code', 'fields.zip_tables');
    expect(await openPacked(await zipOf(partsOf({ rows: head })))).to.equal(undefined);
  });

  it('come back with the rows that have to be mended, and with those alone', async () => {
    const sheet = [
      ['标题', '封面图'],
      ['好', null],
      ['坏', null],
    ];
    const images = [
      { row: 2, column: 2, bytes: small },
      { row: 3, column: 2, bytes: red },
    ];
    const { rows } = await readTable(await writeWorkbook([{ name: 'Sheet1', rows: sheet, images }]), 'xlsx', known);
    const marks = [{ row: 3, column: 1, text: '太短' }];
    const about = { marks, filled: [], formats: [], more: [], headings: 1, only: new Set([3]) };
    const back = await rowsOf(Buffer.from(await annotate(rows, 'Sheet1', undefined, about)));
    expect(back.map(shown)).to.deep.equal([
      { row: 1, cells: ['标题', '封面图'], pictures: [] },
      { row: 2, cells: ['坏'], pictures: [`2 image1.png ${red.length}`] },
    ]);
  });
});
