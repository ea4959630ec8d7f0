import type { CommandGroup } from '../../cli/command.ts'
import { OPTIONS, type Option } from '../../cli/options.ts'

/** Another meaning than in the commands that harden: the platform of an image with several. */
const { choices: _, ...platform } = OPTIONS.platform
const PLATFORM: Option = {
  ...platform,
  value: 'OS/ARCH',
  description: 'the platform to read of a multi-platform image, linux/amd64 by default',
}

/** How registries are asked. */
const REGISTRY = [PLATFORM, OPTIONS['insecure-registry'], OPTIONS['registry-ca']]

const INPUT = [OPTIONS.filename, OPTIONS.config, OPTIONS.exclude]

export const imagesCommands: CommandGroup = {
  name: 'images',
  summary: 'find facts about the images of manifests, and keep them in a lock file',
  usage: 'casehard images COMMAND',
  commands: [
    {
      name: 'images lock',
      summary: 'read the images of manifests and write what is found to a lock file',
      usage: `Examples:
  casehard images lock clusters/
  helm template web ./chart | casehard images lock -f -
  casehard images lock --from build/oci apps/web.yaml                         an OCI layout, no registry
  casehard images lock --from registry.example/team/app:1.4=app.tar apps/web.yaml

Usage: casehard images lock [PATH...|-] [-f FILE...]

Asks the registries of the images, with the logins of docker and podman (REGISTRY_AUTH_FILE, ~/.docker/config.json with its
credential helpers) and through HTTPS_PROXY. Writes casehard.images.yaml: for each image its digest, its configuration, and from its layers accounts, file capabilities,
setuid programs and writable directories. Layers are read as streams and never stored; what is kept of them is cached by
digest below XDG_CACHE_HOME or ~/.cache.

Images that are no longer in the input stay in the lock file, since other manifests may have them; --prune removes them.
What cannot be read now stays as it was found before.

Exit codes: 0 all images are found; 1 some are not, and stderr names them; 2 usage; 3 input refused.`,
      options: [
        ...INPUT,
        OPTIONS.out,
        ...REGISTRY,
        OPTIONS.from,
        OPTIONS['config-only'],
        OPTIONS.prune,
        OPTIONS.today,
        OPTIONS.quiet,
      ],
      load: async () => (await import('./lock.ts')).runImagesLock,
    },
    {
      name: 'images check',
      summary: 'exit with 1 if images of manifests are not in the lock file',
      usage: `Examples:
  casehard images check clusters/
  casehard images check --online clusters/

Usage: casehard images check [PATH...|-] [-f FILE...]

Prints each image that the lock file does not have, one on a line. Asks no registry, except with --online: then also each
image whose tag has another digest now, or cannot be asked for.

Exit codes: 0 nothing is printed; 1 something is; 2 usage; 3 input refused.`,
      options: [...INPUT, OPTIONS.images, OPTIONS.online, ...REGISTRY, OPTIONS.quiet],
      load: async () => (await import('./check.ts')).runImagesCheck,
    },
    {
      name: 'images show',
      summary: 'print what every source says of an image, and which one counts',
      usage: `Examples:
  casehard images show redis:7.4
  casehard images show --format json registry.example/team/app:1.4

Usage: casehard images show IMAGE

Prints each fact with its source: images in the configuration, the lock file, or the built-in facts. Asks no registry.

Exit codes: 0 something is known of the image; 1 nothing is; 2 usage.`,
      options: [OPTIONS.config, OPTIONS.images, OPTIONS.format],
      load: async () => (await import('./show.ts')).runImagesShow,
    },
  ],
}
