/** Renames and moves the objects of the shop, and adds hashes, without casehard. */
export const PLAIN = `namePrefix: north-
namespace: north
resources: [shop.yaml]
configMapGenerator:
  - name: settings
    literals: [default.conf=listen 8080]
`

/**
 * A kustomization by its files, in which account, role, binding, autoscaler and generated ConfigMap go by their first
 * names wherever something refers to them; `hardening.yaml` is left to the test.
 */
export const SHOP = {
  'kustomization.yaml': `${PLAIN}transformers: [hardening.yaml]\n`,
  'shop.yaml': `apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: shop}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: idle, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: web, namespace: shop}
rules:
  - {apiGroups: [""], resources: [configmaps], verbs: [get, update]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}
subjects:
  - {kind: ServiceAccount, name: web, namespace: shop}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  maxReplicas: 3
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop} # the till calls it
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: web
      containers:
        - name: app
          image: registry.example/shop/web:1
          envFrom:
            - configMapRef: {name: settings}
`,
}
