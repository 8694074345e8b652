import binding from "./index.js";

export const { Engine, EngineError, Pinned, Tenant } = binding;
