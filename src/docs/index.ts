import { fileURLToPath } from 'node:url';
import { generalCauses } from '../applications/log/general-causes.ts';
import type { Clock } from '../clock.ts';
import type { Module } from '../module.ts';
import type { Resources } from '../resources/entries/service.ts';
import { createLibrary } from './library.ts';
import { createManuals, type Manuals } from './manual.ts';
import { createMetricPages } from './metric-pages.ts';
import { createDocsPages } from './pages.ts';
import { createPortal } from './portal.ts';
import { createProblemPages } from './problem-pages.ts';
import { createProgramPages } from './program-pages.ts';
import { createExamples } from './reference/examples.ts';
import { createDescription, createReferencePages, referenceArticles } from './reference/pages.ts';
import { createShow } from './show.ts';
import { createSpecification } from './specification.ts';
import { createSpecificationPages } from './specification-pages.ts';
import { createStatusPages } from './status-pages.ts';

type Needs = { publicUrl: URL; resources: Resources; db: { isReady: () => Promise<boolean> }; clock: Clock };

const portalDir = fileURLToPath(new URL('../../docs/portal', import.meta.url));
const packageFile = fileURLToPath(new URL('../../package.json', import.meta.url));
const pdfFile = `${portalDir}/specification.pdf`;
const examplesFile = `${portalDir}/examples.json`;

/** 开发者中心: what partners' developers read, and what their programs and assistants do. `manuals` is its frame, for pages of rooms above. */
export function createDocsModule({ publicUrl, resources, db, clock }: Needs): Module<{ manuals: Manuals }> {
  const origin = publicUrl.origin;
  const portal = createPortal({ dir: portalDir, origin });
  const manuals = createManuals(portal);
  return {
    service: { manuals },
    pages({ explained, operations, ...doors }) {
      const channels = resources.channels();
      const description = createDescription({
        publicUrl,
        operations,
        channels,
        examples: createExamples(examplesFile),
      });
      const show = createShow({ ...doors, manuals });
      const texts = { portal, channels, origin, explained, causes: generalCauses };
      const library = createLibrary({ ...texts, reference: () => referenceArticles(description, explained.problems) });
      const specification = createSpecification({ library, origin, packageFile, pdfFile });
      return [
        ...createSpecificationPages({ show, specification, origin }),
        ...createMetricPages({ show, origin }),
        ...createDocsPages({ show, library, problemCount: Object.keys(explained.problems).length }),
        ...createProblemPages({ ...texts, show }),
        ...createReferencePages({ show, description, origin, explained: explained.problems }),
        ...createStatusPages({ show, library, isReady: () => db.isReady(), now: () => clock.now() }),
        ...createProgramPages({ library, origin }),
      ];
    },
  };
}
