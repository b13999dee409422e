import { fileURLToPath } from 'node:url';
import type { IntegrationLog } from '../../applications/log/service.ts';
import type { Applications } from '../../applications/service.ts';
import type { Clock } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Words } from '../../fact.ts';
import { checkCounts } from '../../integration/verification/checks/checks.ts';
import type { Module } from '../../module.ts';
import type { Resources } from '../../resources/entries/service.ts';
import type { OpenReading } from '../../resources/open/service.ts';
import { chapters } from './contents.ts';
import { createLibrary } from './library.ts';
import { createManuals, type Manuals } from './manual.ts';
import { createMetricPages } from './metric-pages.ts';
import { createOpenPages } from './open-pages.ts';
import { createDocsPages } from './pages.ts';
import { createPortal } from './portal.ts';
import { createProblemPages } from './problem-pages.ts';
import { createProgramPages } from './program-pages.ts';
import { createProjectPages } from './projects/pages.ts';
import { createProjectFiles } from './projects/projects.ts';
import { createExamples } from './reference/examples.ts';
import { createDescription, createReferencePages, referenceArticles } from './reference/pages.ts';
import { createShow } from './show.ts';
import { createSpecification } from './specification.ts';
import { createSpecificationPages } from './specification-pages.ts';
import { createKitNotes } from './start/kit-note.ts';
import { createStartPages } from './start/pages.ts';
import { createSampleFiles } from './start/samples.ts';
import { startText } from './start/text.ts';
import { createStatusPages } from './status-pages.ts';

type Needs = {
  publicUrl: URL;
  resources: Resources;
  applications: Pick<Applications, 'sandboxOfPerson' | 'kits' | 'known'>;
  seal: Seal;
  integrationLog: IntegrationLog;
  openReading: Pick<OpenReading, 'exported' | 'datasets'>;
  words: Words;
  db: { isReady: () => Promise<boolean> };
  clock: Clock;
};

const folder = (name: string) => fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url));
const packageFile = fileURLToPath(new URL('../../../package.json', import.meta.url));
const pdfFile = folder('portal/specification.pdf');
const examplesFile = folder('portal/examples.json');

/** 开发者中心: documentation for partners' developers, and their tools. `manuals` is its frame, for pages of rooms above. */
export function createDocsModule({
  publicUrl,
  resources,
  applications,
  integrationLog,
  openReading,
  words,
  db,
  clock,
  seal,
}: Needs): Module<{ manuals: Manuals }> {
  const origin = publicUrl.origin;
  const portal = createPortal({ dir: folder('portal'), base: '/docs', chapters, origin, figures: checkCounts });
  const manuals = createManuals(portal);
  const { say } = words('zh', 'institution'); // the manual is in Chinese
  const files = createSampleFiles({ dir: folder('samples') });
  const projectFiles = createProjectFiles({ dir: folder('samples') });
  const kitNotes = createKitNotes({ seal, clock });
  return {
    service: { manuals },
    pages({ explained, operations, ...services }) {
      const channels = resources.channels();
      const description = createDescription({
        publicUrl,
        operations,
        channels,
        examples: createExamples(examplesFile),
        say,
      });
      const show = createShow({ ...services, manuals });
      const texts = { portal, channels, origin, explained, say };
      const start = async () => startText(await files(), origin, say);
      const library = createLibrary({
        ...texts,
        start,
        reference: () => referenceArticles(description, explained, say),
      });
      const specification = createSpecification({ library, origin, packageFile, pdfFile });
      return [
        ...createSpecificationPages({ show, specification, origin }),
        ...createMetricPages({ show, origin }),
        ...createDocsPages({ show, library, origin, problemCount: Object.keys(explained.problems).length }),
        ...createStartPages({
          ...{ ...services, show, files, origin, integrationLog, applications, kitNotes },
        }),
        ...createProjectPages({ ...services, files: projectFiles, origin, applications, kitNotes }),
        ...createProblemPages({ ...texts, show }),
        ...createReferencePages({ ...services, show, description, origin, explained, applications }),
        ...createOpenPages({ show, library, openReading, origin }),
        ...createStatusPages({ show, library, isReady: () => db.isReady(), now: () => clock.now() }),
        ...createProgramPages({ library, origin, say, files }),
      ];
    },
  };
}
