import { type Block, blocksOf, operating } from './document.ts';
import type { Machine } from './machine.ts';

/** An operator's values: the settings at the beginning of docs/operating.md, and those of an upgrade. */
export const settings = {
  ...{ DOMAIN: 'sso.example.cn', RELEASES: 'file:///srv/releases', VERSION: 'v-one', NEXT: 'v-two' },
  ...{ REPOSITORY: 'https://git.example.cn/culture-cloud-connect.git' },
  ...{ CONTACT_PHONE: '400-000-0000', CONTACT_EMAIL: 'support@example.cn', ADMIN_PHONE: '13800000000' },
  ...{ SECURITY_PHONE: '13800000001', AUDITOR_PHONE: '13800000002', REVIEWER_PHONE: '13800000003' },
};
export const blocks = blocksOf(operating());

export const lines = (part: string, name = ''): string => {
  const found: Block | undefined = blocks.find((block) => block.part === part && block.name === name);
  if (found === undefined) throw new Error(`docs/operating.md has no block “${part} ${name}”`);
  return found.lines;
};

/** Runs lines on a machine; throws the output if they fail. */
export async function must(machine: Machine, text: string, env: Record<string, string> = {}, isOnline = false) {
  const ran = await machine.run(text, { ...settings, ...env }, isOnline);
  if (ran.code === 0) return ran;
  throw new Error(`on ${machine.name} ended with ${ran.code}:\n${text.slice(0, 300)}\n…\n${ran.output.slice(-3_000)}`);
}

/** An application in files /root/ak and /root/sk. `kind`: of its institution. */
export const applicationWith = (scope: string, kind = '') => `
institution=$(cloud institution create --name 青溪县文化馆 ${kind} --json | node -p 'JSON.parse(fs.readFileSync(0)).id')
cloud application create --institution "$institution" --name 青溪文化云 --redirect-uri https://m.qx.example.cn/callback --scope "${scope}" --json > /root/application
node -p 'JSON.parse(fs.readFileSync("/root/application")).client_id' > /root/ak
node -p 'JSON.parse(fs.readFileSync("/root/application")).client_secret' > /root/sk`;
export const application = applicationWith('openid resource:read');
