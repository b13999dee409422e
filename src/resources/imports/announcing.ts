import { isId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import type { Notices } from '../../notices/service.ts';
import type { Import } from './import.ts';

type Needs = {
  notices: Pick<Notices, 'send'>;
  publicUrl: URL;
  accounts: {
    reach: (trx: Connection, ids: readonly string[]) => Promise<readonly { id: string; nickname: string }[]>;
  };
};

/** Whoever began an import may have left the page meanwhile: its end stands in the back office. */
export function createAnnouncing({ notices, publicUrl, accounts }: Needs) {
  return async (trx: Connection, done: Import): Promise<void> => {
    const { id, institutionId, clientId, createdBy, number, name, bad, counts } = done;
    if (clientId !== undefined || !isId(createdBy)) return; // programs hear of it by webhook
    const [person] = await accounts.reach(trx, [createdBy]);
    if (person === undefined) return;
    const { created = 0, updated = 0, revision = 0, unchanged = 0, in_review = 0, skipped = 0 } = counts;
    const left = unchanged + in_review + skipped;
    const parts = [
      `新增草稿 ${created} 条`,
      ...(updated > 0 ? [`更新草稿 ${updated} 条`] : []),
      ...(revision > 0 ? [`已发布内容的修订 ${revision} 条`] : []),
      ...(left > 0 ? [`没有改动 ${left} 条`] : []),
      ...(bad > 0 ? [`有问题、没有导入 ${bad} 行`] : []),
    ];
    const heading = '批量上传已导入';
    await notices.send(trx, {
      event: 'import.done',
      key: `import.done:${id}`,
      recipient: { kind: 'account', id: person.id, email: undefined, phone: undefined, institutionId },
      letter: {
        subject: `【国家公共文化云】${heading}`,
        heading,
        paragraphs: [`“${name}”（批次 ${number}）：${parts.join('，')}。`, '草稿提交并通过审核后，市民才能看到。'],
        facts: [],
        action: '查看这批内容',
        href: `${publicUrl.origin}/console/resources/imports/${id}`,
        to: person.nickname,
        because: '您收到它，是因为您上传了这个文件。',
      },
    });
  };
}
