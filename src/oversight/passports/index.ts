import type { Clock } from '../../clock.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import type { Module } from '../../module.ts';
import type { Dashboards } from '../../statistics/dashboards/service.ts';
import type { Transparency } from '../transparency/service.ts';
import { createCheckPages } from './check-pages.ts';
import { createPassportPages } from './pages.ts';
import { createPassports, type Passports } from './service.ts';

type Needs = { clock: Clock; publicUrl: URL; throttle: Throttle; dashboards: Dashboards; transparency: Transparency };

/** 数字护照: from any number of a dashboard to how it came, and the proof that anyone can check offline. */
export function createPassportsModule(needs: Needs): Module<{ passports: Passports }> {
  const passports = createPassports(needs);
  return {
    service: { passports },
    pages: (services) => [
      ...createPassportPages({ ...needs, ...services, passports }),
      ...createCheckPages({ ...needs, ...services }),
    ],
  };
}
