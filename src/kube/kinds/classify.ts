import type { CustomKind } from '../../model.ts'
import { groupOf, isJobLike, podShapes, skipReason } from './kinds.ts'

const names = (list: string): readonly string[] => list.trim().split(/\s+/)

/**
 * Kinds that contain neither pods nor evidence about pods, by API group: those of Kubernetes up to 1.36, removed groups
 * included, and common custom resources.
 */
export const INERT_KINDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['', names('Binding ComponentStatus Endpoints Event Node PersistentVolume Secret')],
  ['apps', names('ControllerRevision')],
  ['extensions', names('Ingress NetworkPolicy PodSecurityPolicy Scale')],
  [
    'admissionregistration.k8s.io',
    names(`ValidatingWebhookConfiguration MutatingWebhookConfiguration ValidatingAdmissionPolicy
      ValidatingAdmissionPolicyBinding MutatingAdmissionPolicy MutatingAdmissionPolicyBinding`),
  ],
  ['apiextensions.k8s.io', names('CustomResourceDefinition')],
  ['apiregistration.k8s.io', names('APIService')],
  ['authentication.k8s.io', names('TokenRequest TokenReview SelfSubjectReview')],
  [
    'authorization.k8s.io',
    names('SubjectAccessReview SelfSubjectAccessReview LocalSubjectAccessReview SelfSubjectRulesReview'),
  ],
  ['autoscaling', names('Scale')],
  ['certificates.k8s.io', names('CertificateSigningRequest ClusterTrustBundle PodCertificateRequest')],
  ['coordination.k8s.io', names('Lease LeaseCandidate')],
  ['discovery.k8s.io', names('EndpointSlice')],
  ['events.k8s.io', names('Event')],
  ['flowcontrol.apiserver.k8s.io', names('FlowSchema PriorityLevelConfiguration')],
  ['imagepolicy.k8s.io', names('ImageReview')],
  ['internal.apiserver.k8s.io', names('StorageVersion')],
  ['networking.k8s.io', names('Ingress IngressClass NetworkPolicy IPAddress ServiceCIDR ClusterCIDR')],
  ['policy', names('PodDisruptionBudget PodSecurityPolicy Eviction')],
  ['resource.k8s.io', names('DeviceClass DeviceTaintRule ResourceClaim ResourceClaimTemplate ResourceSlice')],
  ['scheduling.k8s.io', names('PriorityClass Workload PodGroup')],
  ['storage.k8s.io', names('StorageClass CSINode CSIStorageCapacity VolumeAttachment VolumeAttributesClass')],
  ['storagemigration.k8s.io', names('StorageVersionMigration')],
  ['snapshot.storage.k8s.io', names('VolumeSnapshot VolumeSnapshotClass VolumeSnapshotContent')],
  ['metrics.k8s.io', names('NodeMetrics PodMetrics')],
  [
    'gateway.networking.k8s.io',
    names('Gateway GatewayClass HTTPRoute GRPCRoute TCPRoute TLSRoute UDPRoute ReferenceGrant BackendTLSPolicy'),
  ],
  ['monitoring.coreos.com', names('AlertmanagerConfig PodMonitor Probe PrometheusRule ScrapeConfig ServiceMonitor')],
  ['cert-manager.io', names('Certificate CertificateRequest ClusterIssuer Issuer')],
  ['acme.cert-manager.io', names('Challenge Order')],
  ['argoproj.io', names('AppProject')],
  ['keda.sh', names('ClusterTriggerAuthentication TriggerAuthentication')],
  ['bitnami.com', names('SealedSecret')],
  ['external-secrets.io', names('ClusterExternalSecret ClusterSecretStore ExternalSecret PushSecret SecretStore')],
  ['secrets-store.csi.x-k8s.io', names('SecretProviderClass')],
  [
    'networking.istio.io',
    names('DestinationRule EnvoyFilter Gateway ProxyConfig ServiceEntry Sidecar VirtualService WorkloadEntry'),
  ],
  ['security.istio.io', names('AuthorizationPolicy PeerAuthentication RequestAuthentication')],
  ['telemetry.istio.io', names('Telemetry')],
  ['traefik.io', names('IngressRoute IngressRouteTCP IngressRouteUDP Middleware TLSOption TLSStore TraefikService')],
  ['cilium.io', names('CiliumNetworkPolicy CiliumClusterwideNetworkPolicy')],
  ['crd.projectcalico.org', names('GlobalNetworkPolicy NetworkPolicy IPPool')],
  ['projectcalico.org', names('GlobalNetworkPolicy NetworkPolicy IPPool')],
  ['metallb.io', names('BFDProfile BGPAdvertisement BGPPeer Community IPAddressPool L2Advertisement')],
  ['k8s.cni.cncf.io', names('NetworkAttachmentDefinition')],
  ['grafana.integreatly.org', names('GrafanaAlertRuleGroup GrafanaDashboard GrafanaDatasource GrafanaFolder')],
])

/** The role of a document by its kind alone, before it is parsed. */
export type Role = 'pod' | 'evidence' | 'list' | 'config' | 'inert' | 'unknown'

const EVIDENCE: ReadonlyMap<string, readonly string[]> = new Map([
  ['', ['Namespace', 'ServiceAccount', 'Service', 'LimitRange', 'ResourceQuota', 'PersistentVolumeClaim']],
  ['rbac.authorization.k8s.io', ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding']],
  ['authorization.openshift.io', ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding']],
  ['route.openshift.io', ['Route']],
  ['security.openshift.io', ['SecurityContextConstraints']],
  ['autoscaling', ['HorizontalPodAutoscaler']],
  ['extensions', ['HorizontalPodAutoscaler']],
  ['autoscaling.k8s.io', ['VerticalPodAutoscaler']],
  ['keda.sh', ['ScaledObject']],
  ['storage.k8s.io', ['CSIDriver']],
  ['node.k8s.io', ['RuntimeClass']],
])

const has = (table: ReadonlyMap<string, readonly string[]>, group: string, kind: string): boolean =>
  table.get(group)?.includes(kind) ?? false

/**
 * Classifies a document by its kind: `pod` contains pods (also if its kind is skipped), `evidence` is read for evidence
 * about pods, `config` is evidence only if a pod refers to it, `list` contains other objects, `inert` none of these. All
 * other kinds are `unknown`. Without an apiVersion only lists are recognized.
 */
export const roleOf = (
  apiVersion: string | undefined,
  kind: string | undefined,
  custom: readonly CustomKind[] = [],
): Role => {
  if (kind === undefined || kind === '') return 'unknown'
  if (kind === 'ResourceList' || kind.endsWith('List')) return 'list'
  if (apiVersion === undefined) return 'unknown'
  if (podShapes(apiVersion, kind, custom) !== undefined || skipReason(apiVersion, kind) !== undefined) return 'pod'
  const group = groupOf(apiVersion)
  if (has(EVIDENCE, group, kind)) return 'evidence'
  if (group === '' && kind === 'ConfigMap') return 'config'
  if (has(INERT_KINDS, group, kind)) return 'inert'
  return isJobLike(apiVersion, kind) ? 'pod' : 'unknown'
}
