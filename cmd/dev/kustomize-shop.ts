/**
 * A kustomization that renames, moves and hashes what its files say, by file: account, role, binding, autoscaler and
 * generated ConfigMap are named by their first names wherever something refers to them.
 */
export const SHOP: Readonly<Record<string, string>> = {
  'kustomization.yaml': `namePrefix: north-
namespace: north
resources: [shop.yaml]
configMapGenerator:
  - name: settings
    literals: [default.conf=listen 8080]
transformers: [hardening.yaml]
`,
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
