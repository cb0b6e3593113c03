//! Decoding a spec.

super::rows! {
    UNKNOWN_KEY "errors/key-unknown"
    What: "a key that does not exist at this place."
    Why: "a mistyped key would otherwise be left out silently, and its default would run in production."
    Fix: "take the nearest right word, which is shown. `mlkube explain --spec` lists the keys of every section."

    MISSING_KEY "errors/key-missing-required"
    What: "a key that has to be given and is not."
    Why: "there is no value that would be right for everybody: nobody but you knows the image or the port."
    Fix: "give it. `mlkube explain --spec services.port` says what a key means."

    WRONG_KIND "errors/kind-list-is-text"
    What: "a value of another kind than the key takes: a text for a list, a number for a map."
    Why: "a conversion would be a guess. `1.10` as a version would become `1.1`."
    Fix: "write the kind that is asked for: quotes make a text, brackets a list, braces or lines below a map."

    BAD_VALUE "errors/address-bad"
    What: "a value that has the right kind but cannot hold."
    Why: "Kubernetes or the program would refuse it later, or take it and do something else."
    Fix: "take a value of the form that is shown."

    BAD_NAME "errors/name-bad"
    What: "a name that cannot be the name of such a thing."
    Why: "names become names of Kubernetes objects and of hosts, where only lower-case letters, digits and `-` can stand."
    Fix: "take lower-case letters, digits and `-`, with a letter or a digit at both ends."

    BAD_QUANTITY "errors/quantity-cpu"
    What: "an amount of CPU, memory or disk that cannot be read, or has no unit."
    Why: "`memory: 512` means 512 bytes to Kubernetes, and the container would never start."
    Fix: "write CPU in cores, `250m` or `2`, and bytes with a unit, `512Mi` or `2Gi`."

    BAD_RANGE "errors/range-backwards"
    What: "a range from request to limit with a missing end, with three ends, or that goes backwards."
    Why: "a limit below the request is refused by the API server."
    Fix: "write the smaller amount first: `250m..1`. One amount alone means both ends."

    BAD_PORT "errors/port-by-name"
    What: "a port that is no number from 1 to 65535."
    Why: "network policies and Services need the number on which the program really listens."
    Fix: "write the number of the port inside the container, such as `8000`."

    BAD_IMAGE "errors/image-upper-case"
    What: "a text that no container runtime takes as an image."
    Why: "pods would stay in `InvalidImageName`."
    Fix: "write `REGISTRY/NAME:TAG` in lower-case letters, without `https://`, such as `ghcr.io/acme/api:1.4.2`."

    BAD_DURATION "errors/duration-bad"
    What: "a duration that cannot be read, or that is outside what the key can be."
    Why: "`30` could be seconds or minutes, and Kubernetes knows whole seconds only."
    Fix: "write a number with a unit: `30s`, `5m`, `1h30m`."

    BAD_SECRET_REFERENCE "errors/secret-without-key"
    What: "a reference to a Secret that names too much, too little, or no Secret at all."
    Why: "a pod with a reference that leads nowhere waits for ever in `CreateContainerConfigError`."
    Fix: "write `secret(NAME/KEY)` where one value is needed, and `secret(NAME)` where a whole Secret is."

    LITERAL_CREDENTIAL "errors/credential-in-env"
    What: "something that looks like a password, a token or a key, written out in a spec, an overlay, `--set` or a file of `extra`."
    Why: "a spec is kept in git and a bundle in many logs; whoever reads one of them has the credential."
    Fix: "keep the value in a Secret and name it, `secret(NAME/KEY)`. Replace the credential: what was written down once is known."
}
