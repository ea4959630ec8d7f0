# casehard as a container function (KRM): it needs no network, no home and no user of its own.
#   docker build -t casehard .
FROM docker.io/library/node:22-alpine AS build
WORKDIR /source
COPY . .
RUN npm ci --no-audit --no-fund

FROM docker.io/library/node:22-alpine
COPY --from=build /source/dist /casehard
# A number, because Kubernetes cannot tell with runAsNonRoot whether a name is root.
USER 65534:65534
ENTRYPOINT ["node", "/casehard/start.cjs", "fn"]
