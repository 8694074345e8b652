import binding from "./index.js";

export const { Engine, EngineError, Following, Pinned, Tenant } = binding;
