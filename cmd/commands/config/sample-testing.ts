import { run } from '../../testing.ts'

/** A workload with changes held by a decision and by evidence, and an unknown image. */
export const AGENT = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: "on"}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      hostNetwork: true
      containers:
        - name: agent
          image: registry.example/team/agent:1.4.2
          securityContext: {privileged: true}
        - name: web
          image: registry.example/team/agent:1.5.0
          securityContext: {readOnlyRootFilesystem: false}
`

/** Runs `casehard config check` on a configuration and optional manifests. */
export const check = (config: string, manifests?: string, ...argv: string[]) =>
  run(['config', 'check', ...(manifests === undefined ? [] : ['-f', 'in.yaml']), ...argv], {
    files: { '/project/casehard.yaml': config, '/project/in.yaml': manifests ?? '' },
  })
