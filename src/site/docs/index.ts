import { fileURLToPath } from 'node:url';
import type { IntegrationLog } from '../../applications/log/service.ts';
import type { Applications } from '../../applications/service.ts';
import type { Clock } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Language, Words } from '../../fact.ts';
import { checkCounts } from '../../integration/verification/checks/checks.ts';
import type { Module } from '../../module.ts';
import type { Resources } from '../../resources/entries/service.ts';
import type { OpenReading } from '../../resources/open/service.ts';
import { chapters } from './contents.ts';
import { createLibrary, type Libraries } from './library.ts';
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
import { createTranslation } from './translation.ts';

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
  const portals = {
    zh: portal,
    en: createTranslation({ dir: folder('portal/en'), of: portal, origin, figures: checkCounts }),
  };
  const manuals = createManuals(portals);
  const says = { zh: words('zh', 'institution').say, en: words('en', 'institution').say };
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
        says,
      });
      const show = createShow({ ...services, manuals });
      const libraryIn = (language: Language) => {
        const say = says[language];
        return createLibrary({
          ...{ portal: portals[language], channels, origin, explained: explained[language], language, say },
          start: async () => startText(await files(language), origin, say),
          reference: () => referenceArticles(description, { language, explained: explained[language], say }),
        });
      };
      const libraries: Libraries = { zh: libraryIn('zh'), en: libraryIn('en') };
      const specification = createSpecification({ libraries, says, origin, packageFile, pdfFile });
      return [
        ...createSpecificationPages({ show, specification, origin }),
        ...createMetricPages({ show, origin }),
        ...createDocsPages({ show, libraries, says, origin, problemCount: Object.keys(explained.zh.problems).length }),
        ...createStartPages({
          ...{ ...services, show, files, origin, integrationLog, applications, kitNotes },
        }),
        ...createProjectPages({ ...services, files: projectFiles, origin, applications, kitNotes }),
        ...createProblemPages({ show, channels, origin, explained }),
        ...createReferencePages({ ...services, show, description, origin, explained, applications }),
        ...createOpenPages({ show, libraries, openReading, origin }),
        ...createStatusPages({ show, libraries, isReady: () => db.isReady(), now: () => clock.now() }),
        ...createProgramPages({ libraries, origin, says, files }),
      ];
    },
  };
}
