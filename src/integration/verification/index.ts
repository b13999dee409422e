import type { LateServices, Module } from '../../module.ts';
import { createVerificationApi } from './api.ts';
import { fact } from './facts.ts';
import type { VerificationNeeds } from './needs.ts';
import { createVerificationPages } from './pages.ts';
import { createDaily } from './passes/daily.ts';
import { verificationHistory } from './passes/history.ts';
import { loginProgress } from './passes/progress.ts';
import { createSeals, type Seals } from './passes/seals.ts';
import { personal } from './personal-data.ts';
import { presentSeal } from './presented.ts';
import { sealed } from './sealed.ts';
import { createVerification, type Verification } from './service.ts';

type Service = Pick<LateServices, 'sealOf'> & {
  /** 在线验证: its runs, how AKs stand with it, and the daily round. */
  verification: Verification & Seals & { repeat: () => Promise<void> };
};

/** 在线验证 and 模拟登录 (R57): a partner's real login, gone through and judged. */
export function createVerificationModule(needs: VerificationNeeds): Module<Service> {
  const seals = createSeals(needs);
  const runs = createVerification(needs);
  const daily = createDaily({ ...needs, verification: runs });
  const verification = { ...runs, ...seals, repeat: daily.repeat };
  return {
    personal,
    sealed,
    service: { verification, sealOf: async (clientId) => presentSeal(await seals.standing(clientId)) },
    menu: [
      {
        side: 'member',
        key: 'verification',
        href: '/console/verification',
        label: fact('verification.menu_verification'),
        order: 52,
      },
    ],
    history: [verificationHistory(needs)],
    progress: [loginProgress({ ...needs, seals })],
    pages: (services) => createVerificationPages({ ...needs, ...services, verification }),
    operations: createVerificationApi({ ...needs, verification }),
    jobs: daily.jobs,
  };
}
