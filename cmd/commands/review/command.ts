import type { Command } from '../../cli/command.ts'
import { OPTIONS, SETTINGS } from '../../cli/options.ts'

export const reviewCommand: Command = {
  name: 'review',
  summary: 'decide on assumed and unknown changes one after the other; write casehard.yaml',
  usage: `Examples:
  casehard review rendered/web.yaml
  casehard review clusters/
  helm template web ./chart | casehard review

Usage: casehard review [PATH...|-] [-f FILE...]

Shows each change that casehard makes although it is only assumed to work, or holds because something is unknown, with
its evidence and its diff, and asks what to do. Keys:
  a  accept: the next run makes the change
  e  exempt: the next run holds it for the reason that you give
  i  look up the image in its registry, and go on with the changes that are still open
  s  skip: decide later
  q  quit: stop here; you can still write what you decided

At the end you are asked whether to add the decisions to casehard.yaml, the file in use or a new one in this folder:
accepted controls to assume, which applies to all workloads, and exemptions for the containers. Its comments stay. Ctrl-C
ends the review, and no decision is written. The manifests are not changed. Folders are searched as by casehard fix.

The key i reads the image as casehard images lock does, and adds it to casehard.images.yaml at once. Only this key opens
network connections.

Needs a terminal. With manifests on stdin, keys are read from the controlling terminal.

Exit codes: 0 the review ended; 2 usage, profile, configuration, or no terminal; 3 input refused; 130 Ctrl-C.`,
  options: [
    OPTIONS.filename,
    ...SETTINGS.filter((option) => option !== OPTIONS.assume),
    OPTIONS.evidence,
    OPTIONS.exclude,
    OPTIONS['insecure-registry'],
    OPTIONS['registry-ca'],
  ],
  load: async () => (await import('./run.ts')).runReview,
}
