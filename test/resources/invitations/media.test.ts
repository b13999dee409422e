import { expect } from 'chai';
import { describe, it } from 'mocha';
import { asVtt, captionsIn } from '../../../src/resources/invitations/captions.ts';
import { chaptersIn, playerOf } from '../../../src/resources/invitations/player.ts';
import { leafOf } from '../../../src/resources/invitations/shown.ts';

describe('R44 films and recordings in the page', () => {
  it('plays formats of browsers, and links elsewhere for the rest', () => {
    const values = { h5_url: 'https://m.example.cn/1' };
    expect(playerOf('https://v.example.cn/1.mp4', 'video', values)).to.include({ isStream: false });
    expect(playerOf('https://v.example.cn/1.m3u8?token=a', 'video', values)).to.include({ isStream: true });
    expect(playerOf('https://v.example.cn/watch/1', 'video', { format: 'm3u8' }, { isFile: true })).to.include({
      isStream: true,
    });
    for (const other of [
      'https://v.example.cn/1.flv',
      'https://v.example.cn/watch/1',
      'http://v.example.cn/1.mp4',
      'javascript:1',
      '',
      undefined,
    ])
      expect(playerOf(other, 'video', values), String(other)).to.equal(undefined);
  });

  it('takes lines that begin with a time for chapters, if they follow one another', () => {
    const text = '唱词\n00:00 发配沙门岛\n[06:40]　投店\n1:02:03 灯亮';
    expect(chaptersIn(text, 4_000).map(({ clock, title }) => `${clock} ${title}`)).to.deep.equal([
      '00:00 发配沙门岛',
      '06:40 投店',
      '1:02:03 灯亮',
    ]);
    expect(chaptersIn(text, 3_000)).to.deep.equal([]);
    expect(chaptersIn('06:40 投店\n00:00 开场', 4_000)).to.deep.equal([]);
    expect(chaptersIn('00:00 开场', 4_000)).to.deep.equal([]);
    expect(chaptersIn(undefined, undefined)).to.deep.equal([]);
  });

  it('makes WebVTT of either kind of subtitles, in either writing, and of nothing else', async () => {
    const srt = '1\r\n0:00:01,000 --> 0:00:02,500\r\n披星戴月\r\n';
    expect(asVtt(srt)).to.equal('WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.500\n披星戴月\n');
    expect(asVtt('\uFEFFWEBVTT\n\n00:01.000 --> 00:02.000\n唱')).to.match(/^WEBVTT\n/);
    for (const other of ['', '<html>00:00</html>', 'WEBVTT']) expect(asVtt(other)).to.equal(undefined);
    const answering =
      (bytes: Uint8Array<ArrayBuffer>, status = 200) =>
      async () =>
        new Response(bytes, { status });
    const gb = new Uint8Array([...Buffer.from('00:00:01,000 --> 00:00:02,000\n'), 0xc4, 0xe3]); // 你
    expect(await captionsIn('https://v.example.cn/1.srt', answering(gb))).to.include('你');
    expect(await captionsIn('https://v.example.cn/1.srt', answering(new Uint8Array(600_000)))).to.equal(undefined);
    expect(await captionsIn('https://v.example.cn/1.srt', answering(gb, 404))).to.equal(undefined);
    expect(await captionsIn('https://v.example.cn/1.srt', () => Promise.reject(new Error('down')))).to.equal(undefined);
  });

  it('sets the beginning of a title on a leaf where there is no cover, the same one each time', () => {
    expect(leafOf('银龄剪纸体验课（第三期）', 'activity')).to.deep.equal({
      columns: ['银龄剪纸', '体验课', '第三期'],
      tone: 'a',
    });
    expect(leafOf('一百二十七册方志重见天日', 'news').columns).to.deep.equal(['一百二十七册', '方志重见天日']);
    expect(leafOf('𠮷林𫠉記', 'poem')).to.deep.equal({ columns: ['𠮷林𫠉記'], tone: 'b' });
    expect(leafOf('——', 'book').columns).to.deep.equal(['文']);
  });
});
