"""Names that JavaScript has in a browser or a worker without declaring them. Written by `tools/builtins.py`: edit that.

From the npm packages globals 17.14.0 (builtin, browser, worker)
and confusing-browser-globals 1.0.11, both under the MIT licence.
"""

# Names of the platform that are more often a variable that somebody forgot to declare. A page that writes one of these
# misspells something; one that means the global says `window.name`.
CONFUSING = frozenset(
    """
    addEventListener blur close closed confirm defaultStatus defaultstatus event external find focus frameElement
    frames history innerHeight innerWidth length location locationbar menubar moveBy moveTo name onblur onerror
    onfocus onload onresize onunload open opener opera outerHeight outerWidth pageXOffset pageYOffset parent print
    removeEventListener resizeBy resizeTo screen screenLeft screenTop screenX screenY scroll scrollBy scrollTo
    scrollX scrollY scrollbars self status statusbar stop toolbar top
    """.split()
)
# Names that a page may write. `arguments` is declared by no code either.
GLOBALS = frozenset(
    """
    arguments
    AI AICreateMonitor AITextSession AbortController AbortSignal AbsoluteOrientationSensor AbstractRange
    Accelerometer AggregateError AnalyserNode Animation AnimationEffect AnimationEvent AnimationPlaybackEvent
    AnimationTimeline Array ArrayBuffer AsyncDisposableStack Atomics Attr Audio AudioBuffer AudioBufferSourceNode
    AudioContext AudioData AudioDecoder AudioDestinationNode AudioEncoder AudioListener AudioNode AudioParam
    AudioParamMap AudioPlaybackStats AudioProcessingEvent AudioScheduledSourceNode AudioSession AudioSinkInfo
    AudioWorklet AudioWorkletNode AuthenticatorAssertionResponse AuthenticatorAttestationResponse
    AuthenticatorResponse BackgroundFetchManager BackgroundFetchRecord BackgroundFetchRegistration BarProp
    BarcodeDetector BaseAudioContext BatteryManager BeforeUnloadEvent BigInt BigInt64Array BigUint64Array
    BiquadFilterNode Blob BlobEvent Bluetooth BluetoothCharacteristicProperties BluetoothDevice
    BluetoothRemoteGATTCharacteristic BluetoothRemoteGATTDescriptor BluetoothRemoteGATTServer
    BluetoothRemoteGATTService BluetoothUUID Boolean BroadcastChannel BrowserCaptureMediaStreamTrack
    ByteLengthQueuingStrategy CDATASection CSPViolationReportBody CSS CSSAnimation CSSConditionRule CSSContainerRule
    CSSCounterStyleRule CSSFontFaceDescriptors CSSFontFaceRule CSSFontFeatureValuesRule CSSFontPaletteValuesRule
    CSSFunctionDeclarations CSSFunctionDescriptors CSSFunctionRule CSSGroupingRule CSSImageValue CSSImportRule
    CSSKeyframeRule CSSKeyframesRule CSSKeywordValue CSSLayerBlockRule CSSLayerStatementRule CSSMarginRule
    CSSMathClamp CSSMathInvert CSSMathMax CSSMathMin CSSMathNegate CSSMathProduct CSSMathSum CSSMathValue
    CSSMatrixComponent CSSMediaRule CSSNamespaceRule CSSNestedDeclarations CSSNumericArray CSSNumericValue
    CSSPageDescriptors CSSPageRule CSSPerspective CSSPositionTryDescriptors CSSPositionTryRule CSSPositionValue
    CSSPropertyRule CSSPseudoElement CSSRotate CSSRule CSSRuleList CSSScale CSSScopeRule CSSSkew CSSSkewX CSSSkewY
    CSSStartingStyleRule CSSStyleDeclaration CSSStyleProperties CSSStyleRule CSSStyleSheet CSSStyleValue
    CSSSupportsRule CSSTransformComponent CSSTransformValue CSSTransition CSSTranslate CSSUnitValue CSSUnparsedValue
    CSSVariableReferenceValue CSSViewTransitionRule Cache CacheStorage CanvasCaptureMediaStream
    CanvasCaptureMediaStreamTrack CanvasGradient CanvasPaintEvent CanvasPattern CanvasRenderingContext2D
    CaptureController CaretPosition ChannelMergerNode ChannelSplitterNode ChapterInformation
    CharacterBoundsUpdateEvent CharacterData Clipboard ClipboardChangeEvent ClipboardEvent ClipboardItem CloseEvent
    CloseWatcher CommandEvent Comment CompositionEvent CompressionStream ConstantSourceNode
    ContentVisibilityAutoStateChangeEvent ConvolverNode CookieChangeEvent CookieDeprecationLabel CookieStore
    CookieStoreManager CountQueuingStrategy CrashReportContext CreateMonitor Credential CredentialsContainer
    CropTarget Crypto CryptoKey CustomElementRegistry CustomEvent CustomStateSet DOMError DOMException
    DOMImplementation DOMMatrix DOMMatrixReadOnly DOMParser DOMPoint DOMPointReadOnly DOMQuad DOMRect DOMRectList
    DOMRectReadOnly DOMStringList DOMStringMap DOMTokenList DataTransfer DataTransferItem DataTransferItemList
    DataView Date DecompressionStream DedicatedWorkerGlobalScope DelayNode DelegatedInkTrailPresenter
    DeviceMotionEvent DeviceMotionEventAcceleration DeviceMotionEventRotationRate DeviceOrientationEvent
    DevicePosture DigitalCredential DisposableStack Document DocumentFragment DocumentPictureInPicture
    DocumentPictureInPictureEvent DocumentTimeline DocumentType DragEvent DynamicsCompressorNode EditContext Element
    ElementGeometryUpdateEvent ElementImage ElementInternals EncodedAudioChunk EncodedVideoChunk Error ErrorEvent
    EvalError Event EventCounts EventSource EventTarget External EyeDropper FeaturePolicy FederatedCredential Fence
    FencedFrameConfig FetchLaterResult File FileList FileReader FileReaderSync FileSystem FileSystemDirectoryEntry
    FileSystemDirectoryHandle FileSystemDirectoryReader FileSystemEntry FileSystemFileEntry FileSystemFileHandle
    FileSystemHandle FileSystemObserver FileSystemSyncAccessHandle FileSystemWritableFileStream FinalizationRegistry
    Float16Array Float32Array Float64Array FocusEvent FontData FontFace FontFaceSet FontFaceSetLoadEvent FormData
    FormDataEvent FragmentDirective Function GPU GPUAdapter GPUAdapterInfo GPUBindGroup GPUBindGroupLayout GPUBuffer
    GPUBufferUsage GPUCanvasContext GPUColorWrite GPUCommandBuffer GPUCommandEncoder GPUCompilationInfo
    GPUCompilationMessage GPUComputePassEncoder GPUComputePipeline GPUDevice GPUDeviceLostInfo GPUError
    GPUExternalTexture GPUInternalError GPUMapMode GPUOutOfMemoryError GPUPipelineError GPUPipelineLayout
    GPUQuerySet GPUQueue GPURenderBundle GPURenderBundleEncoder GPURenderPassEncoder GPURenderPipeline GPUSampler
    GPUShaderModule GPUShaderStage GPUSupportedFeatures GPUSupportedLimits GPUTexture GPUTextureUsage GPUTextureView
    GPUUncapturedErrorEvent GPUValidationError GainNode Gamepad GamepadAxisMoveEvent GamepadButton
    GamepadButtonEvent GamepadEvent GamepadHapticActuator GamepadPose Geolocation GeolocationCoordinates
    GeolocationPosition GeolocationPositionError GravitySensor Gyroscope HID HIDConnectionEvent HIDDevice
    HIDInputReportEvent HTMLAllCollection HTMLAnchorElement HTMLAreaElement HTMLAudioElement HTMLBRElement
    HTMLBaseElement HTMLBodyElement HTMLButtonElement HTMLCameraElement HTMLCanvasElement HTMLCollection
    HTMLDListElement HTMLDataElement HTMLDataListElement HTMLDetailsElement HTMLDialogElement HTMLDirectoryElement
    HTMLDivElement HTMLDocument HTMLElement HTMLEmbedElement HTMLFencedFrameElement HTMLFieldSetElement
    HTMLFontElement HTMLFormControlsCollection HTMLFormElement HTMLFrameElement HTMLFrameSetElement
    HTMLGeolocationElement HTMLHRElement HTMLHeadElement HTMLHeadingElement HTMLHtmlElement HTMLIFrameElement
    HTMLImageElement HTMLInputElement HTMLInstallElement HTMLLIElement HTMLLabelElement HTMLLegendElement
    HTMLLinkElement HTMLMapElement HTMLMarqueeElement HTMLMediaElement HTMLMenuElement HTMLMetaElement
    HTMLMeterElement HTMLMicrophoneElement HTMLModElement HTMLOListElement HTMLObjectElement HTMLOptGroupElement
    HTMLOptionElement HTMLOptionsCollection HTMLOutputElement HTMLParagraphElement HTMLParamElement
    HTMLPictureElement HTMLPreElement HTMLProgressElement HTMLQuoteElement HTMLScriptElement HTMLSelectElement
    HTMLSelectedContentElement HTMLSlotElement HTMLSourceElement HTMLSpanElement HTMLStyleElement
    HTMLTableCaptionElement HTMLTableCellElement HTMLTableColElement HTMLTableElement HTMLTableRowElement
    HTMLTableSectionElement HTMLTemplateElement HTMLTextAreaElement HTMLTimeElement HTMLTitleElement
    HTMLTrackElement HTMLUListElement HTMLUnknownElement HTMLUserMediaElement HTMLVideoElement HashChangeEvent
    Headers Highlight HighlightRegistry History IDBCursor IDBCursorWithValue IDBDatabase IDBFactory IDBIndex
    IDBKeyRange IDBObjectStore IDBOpenDBRequest IDBRecord IDBRequest IDBTransaction IDBVersionChangeEvent
    IIRFilterNode IdentityCredential IdentityCredentialError IdentityProvider IdleDeadline IdleDetector Image
    ImageBitmap ImageBitmapRenderingContext ImageCapture ImageData ImageDecoder ImageTrack ImageTrackList Infinity
    Ink InputDeviceCapabilities InputDeviceInfo InputEvent InstallResultEvent Int16Array Int32Array Int8Array
    IntegrityViolationReportBody InteractionContentfulPaint InterestEvent IntersectionObserver
    IntersectionObserverEntry Intl Iterator JSON Keyboard KeyboardEvent KeyboardLayoutMap KeyframeEffect
    LanguageDetector LanguageModel LargestContentfulPaint LaunchParams LaunchQueue LayoutShift
    LayoutShiftAttribution LinearAccelerationSensor Location Lock LockManager MIDIAccess MIDIConnectionEvent
    MIDIInput MIDIInputMap MIDIMessageEvent MIDIOutput MIDIOutputMap MIDIPort Map Math MathMLAnchorElement
    MathMLElement MediaCapabilities MediaCapabilitiesInfo MediaDeviceInfo MediaDevices MediaElementAudioSourceNode
    MediaEncryptedEvent MediaError MediaKeyError MediaKeyMessageEvent MediaKeySession MediaKeyStatusMap
    MediaKeySystemAccess MediaKeys MediaList MediaMetadata MediaQueryList MediaQueryListEvent MediaRecorder
    MediaRecorderErrorEvent MediaSession MediaSource MediaSourceHandle MediaStream MediaStreamAudioDestinationNode
    MediaStreamAudioSourceNode MediaStreamEvent MediaStreamTrack MediaStreamTrackAudioSourceNode
    MediaStreamTrackAudioStats MediaStreamTrackEvent MediaStreamTrackGenerator MediaStreamTrackProcessor
    MediaStreamTrackVideoStats MessageChannel MessageEvent MessagePort MimeType MimeTypeArray ModelContext
    ModelGenericSession ModelManager MouseEvent MutationEvent MutationObserver MutationRecord NaN NamedNodeMap
    NavigateEvent Navigation NavigationActivation NavigationCurrentEntryChangeEvent NavigationDestination
    NavigationHistoryEntry NavigationPrecommitController NavigationPreloadManager NavigationTransition Navigator
    NavigatorLogin NavigatorManagedData NavigatorUAData NetworkInformation Node NodeFilter NodeIterator NodeList
    NodeRange NotRestoredReasonDetails NotRestoredReasons Notification NotifyPaintEvent Number OTPCredential Object
    Observable OfflineAudioCompletionEvent OfflineAudioContext OffscreenCanvas OffscreenCanvasRenderingContext2D
    OpaqueRange Option OrientationSensor Origin OscillatorNode OverconstrainedError PERSISTENT PageRevealEvent
    PageSwapEvent PageTransitionEvent PannerNode PasswordCredential Path2D PaymentAddress PaymentManager
    PaymentMethodChangeEvent PaymentRequest PaymentRequestUpdateEvent PaymentResponse Performance
    PerformanceElementTiming PerformanceEntry PerformanceEventTiming PerformanceLongAnimationFrameTiming
    PerformanceLongTaskTiming PerformanceMark PerformanceMarkConditional PerformanceMeasure PerformanceNavigation
    PerformanceNavigationTiming PerformanceObserver PerformanceObserverEntryList PerformancePaintTiming
    PerformanceResourceTiming PerformanceScriptTiming PerformanceServerTiming PerformanceSoftNavigation
    PerformanceTiming PerformanceTimingConfidence PeriodicSyncManager PeriodicWave PermissionStatus Permissions
    PermissionsPolicy PictureInPictureEvent PictureInPictureWindow Plugin PluginArray PointerEvent PopStateEvent
    Presentation PresentationAvailability PresentationConnection PresentationConnectionAvailableEvent
    PresentationConnectionCloseEvent PresentationConnectionList PresentationReceiver PresentationRequest
    PressureObserver PressureRecord ProcessingInstruction Profiler ProgressEvent Promise PromiseRejectionEvent
    ProtectedAudience Proxy PublicKeyCredential PushManager PushSubscription PushSubscriptionOptions
    QuotaExceededError RTCCertificate RTCDTMFSender RTCDTMFToneChangeEvent RTCDataChannel RTCDataChannelEvent
    RTCDtlsTransport RTCEncodedAudioFrame RTCEncodedVideoFrame RTCError RTCErrorEvent RTCIceCandidate
    RTCIceCandidatePair RTCIceTransport RTCPeerConnection RTCPeerConnectionIceErrorEvent RTCPeerConnectionIceEvent
    RTCRtpReceiver RTCRtpScriptTransform RTCRtpScriptTransformer RTCRtpSender RTCRtpTransceiver RTCSctpTransport
    RTCSessionDescription RTCStatsReport RTCTrackEvent RTCTransformEvent RadioNodeList Range RangeError
    ReadableByteStreamController ReadableStream ReadableStreamBYOBReader ReadableStreamBYOBRequest
    ReadableStreamDefaultController ReadableStreamDefaultReader ReferenceError Reflect RegExp
    RelativeOrientationSensor RemotePlayback ReportBody ReportingObserver Request ResizeObserver ResizeObserverEntry
    ResizeObserverSize Response RestrictionTarget SVGAElement SVGAngle SVGAnimateElement SVGAnimateMotionElement
    SVGAnimateTransformElement SVGAnimatedAngle SVGAnimatedBoolean SVGAnimatedEnumeration SVGAnimatedInteger
    SVGAnimatedLength SVGAnimatedLengthList SVGAnimatedNumber SVGAnimatedNumberList SVGAnimatedPreserveAspectRatio
    SVGAnimatedRect SVGAnimatedString SVGAnimatedTransformList SVGAnimationElement SVGCircleElement
    SVGClipPathElement SVGComponentTransferFunctionElement SVGDefsElement SVGDescElement SVGElement
    SVGEllipseElement SVGFEBlendElement SVGFEColorMatrixElement SVGFEComponentTransferElement SVGFECompositeElement
    SVGFEConvolveMatrixElement SVGFEDiffuseLightingElement SVGFEDisplacementMapElement SVGFEDistantLightElement
    SVGFEDropShadowElement SVGFEFloodElement SVGFEFuncAElement SVGFEFuncBElement SVGFEFuncGElement SVGFEFuncRElement
    SVGFEGaussianBlurElement SVGFEImageElement SVGFEMergeElement SVGFEMergeNodeElement SVGFEMorphologyElement
    SVGFEOffsetElement SVGFEPointLightElement SVGFESpecularLightingElement SVGFESpotLightElement SVGFETileElement
    SVGFETurbulenceElement SVGFilterElement SVGForeignObjectElement SVGGElement SVGGeometryElement
    SVGGradientElement SVGGraphicsElement SVGImageElement SVGLength SVGLengthList SVGLineElement
    SVGLinearGradientElement SVGMPathElement SVGMarkerElement SVGMaskElement SVGMatrix SVGMetadataElement SVGNumber
    SVGNumberList SVGPathElement SVGPatternElement SVGPoint SVGPointList SVGPolygonElement SVGPolylineElement
    SVGPreserveAspectRatio SVGRadialGradientElement SVGRect SVGRectElement SVGSVGElement SVGScriptElement
    SVGSetElement SVGStopElement SVGStringList SVGStyleElement SVGSwitchElement SVGSymbolElement SVGTSpanElement
    SVGTextContentElement SVGTextElement SVGTextPathElement SVGTextPositioningElement SVGTitleElement SVGTransform
    SVGTransformList SVGUnitTypes SVGUseElement SVGViewElement Sanitizer Scheduler Scheduling Screen ScreenDetailed
    ScreenDetails ScreenOrientation ScriptProcessorNode ScrollTimeline SecurityPolicyViolationEvent Selection Sensor
    SensorErrorEvent Serial SerialPort ServiceWorker ServiceWorkerContainer ServiceWorkerRegistration Set ShadowRoot
    SharedArrayBuffer SharedStorage SharedStorageAppendMethod SharedStorageClearMethod SharedStorageDeleteMethod
    SharedStorageModifierMethod SharedStorageSetMethod SharedStorageWorklet SharedWorker SnapEvent SourceBuffer
    SourceBufferList SpeechGrammar SpeechGrammarList SpeechRecognition SpeechRecognitionAlternative
    SpeechRecognitionErrorEvent SpeechRecognitionEvent SpeechRecognitionPhrase SpeechRecognitionResult
    SpeechRecognitionResultList SpeechSynthesis SpeechSynthesisErrorEvent SpeechSynthesisEvent
    SpeechSynthesisUtterance SpeechSynthesisVoice StaticRange StereoPannerNode Storage StorageBucket
    StorageBucketManager StorageEvent StorageManager String StylePropertyMap StylePropertyMapReadOnly StyleSheet
    StyleSheetList SubmitEvent Subscriber SubtleCrypto Summarizer SuppressedError Symbol SyncManager SyntaxError
    TEMPORARY TaskAttributionTiming TaskController TaskPriorityChangeEvent TaskSignal Temporal Text TextDecoder
    TextDecoderStream TextEncoder TextEncoderStream TextEvent TextFormat TextFormatUpdateEvent TextMetrics TextTrack
    TextTrackCue TextTrackCueList TextTrackList TextUpdateEvent TimeEvent TimeRanges TimelineTrigger
    TimelineTriggerRange TimelineTriggerRangeList ToggleEvent Touch TouchEvent TouchList TrackEvent TransformStream
    TransformStreamDefaultController TransitionEvent Translator TreeWalker TrustedHTML TrustedHTMLParserOptions
    TrustedParserOptions TrustedScript TrustedScriptURL TrustedTypePolicy TrustedTypePolicyFactory TypeError UIEvent
    URIError URL URLPattern URLSearchParams USB USBAlternateInterface USBConfiguration USBConnectionEvent USBDevice
    USBEndpoint USBInTransferResult USBInterface USBIsochronousInTransferPacket USBIsochronousInTransferResult
    USBIsochronousOutTransferPacket USBIsochronousOutTransferResult USBOutTransferResult Uint16Array Uint32Array
    Uint8Array Uint8ClampedArray UserActivation VTTCue VTTRegion ValidityState VideoColorSpace VideoDecoder
    VideoEncoder VideoFrame VideoPlaybackQuality ViewTimeline ViewTransition ViewTransitionTypeSet Viewport
    VirtualKeyboard VirtualKeyboardGeometryChangeEvent VisibilityStateEntry VisualViewport WGSLLanguageFeatures
    WakeLock WakeLockSentinel WaveShaperNode WeakMap WeakRef WeakSet WebAssembly WebGL2RenderingContext
    WebGLActiveInfo WebGLBuffer WebGLContextEvent WebGLFramebuffer WebGLObject WebGLProgram WebGLQuery
    WebGLRenderbuffer WebGLRenderingContext WebGLSampler WebGLShader WebGLShaderPrecisionFormat WebGLSync
    WebGLTexture WebGLTransformFeedback WebGLUniformLocation WebGLVertexArrayObject WebMCPEvent WebSocket
    WebSocketError WebSocketStream WebTransport WebTransportBidirectionalStream WebTransportDatagramDuplexStream
    WebTransportDatagramsWritable WebTransportError WebTransportReceiveStream WebTransportSendGroup
    WebTransportSendStream WheelEvent Window WindowControlsOverlay WindowControlsOverlayGeometryChangeEvent Worker
    WorkerGlobalScope WorkerLocation WorkerNavigator Worklet WritableStream WritableStreamDefaultController
    WritableStreamDefaultWriter XMLDocument XMLHttpRequest XMLHttpRequestEventTarget XMLHttpRequestUpload
    XMLSerializer XPathEvaluator XPathExpression XPathResult XRAnchor XRAnchorSet XRBoundedReferenceSpace
    XRCPUDepthInformation XRCamera XRCompositionLayer XRCubeLayer XRCylinderLayer XRDOMOverlayState
    XRDepthInformation XREquirectLayer XRFrame XRHand XRHitTestResult XRHitTestSource XRInputSource
    XRInputSourceArray XRInputSourceEvent XRInputSourcesChangeEvent XRJointPose XRJointSpace XRLayer XRLayerEvent
    XRLightEstimate XRLightProbe XRPlane XRPlaneSet XRPose XRProjectionLayer XRQuadLayer XRRay XRReferenceSpace
    XRReferenceSpaceEvent XRRenderState XRRigidTransform XRSession XRSessionEvent XRSpace XRSubImage XRSystem
    XRTransientInputHitTestResult XRTransientInputHitTestSource XRView XRViewerPose XRViewport
    XRVisibilityMaskChangeEvent XRWebGLBinding XRWebGLDepthInformation XRWebGLLayer XRWebGLSubImage XSLTProcessor ai
    alert atob btoa caches cancelAnimationFrame cancelIdleCallback clearInterval clearTimeout clientInformation
    console cookieStore crashReport createImageBitmap credentialless crossOriginIsolated crypto customElements
    decodeURI decodeURIComponent devicePixelRatio dispatchEvent document documentPictureInPicture encodeURI
    encodeURIComponent escape eval fence fetch fetchLater fonts getComputedStyle getScreenDetails getSelection
    globalThis importScripts indexedDB isFinite isNaN isSecureContext launchQueue localStorage matchMedia model
    navigation navigator offscreenBuffering onabort onafterprint onanimationcancel onanimationend
    onanimationiteration onanimationstart onappinstalled onauxclick onbeforeinput onbeforeinstallprompt
    onbeforematch onbeforeprint onbeforetoggle onbeforeunload onbeforexrselect oncancel oncanplay oncanplaythrough
    onchange onclick onclose oncommand oncontentvisibilityautostatechange oncontextlost oncontextmenu
    oncontextrestored oncopy oncuechange oncut ondblclick ondevicemotion ondeviceorientation
    ondeviceorientationabsolute ondrag ondragend ondragenter ondragleave ondragover ondragstart ondrop
    ondurationchange onemptied onended onformdata ongamepadconnected ongamepaddisconnected ongotpointercapture
    onhashchange oninput oninstallresult oninvalid onkeydown onkeypress onkeyup onlanguagechange onloadeddata
    onloadedmetadata onloadstart onlostpointercapture onmessage onmessageerror onmousedown onmouseenter onmouseleave
    onmousemove onmouseout onmouseover onmouseup onmousewheel onoffline ononline onpagehide onpagereveal onpageshow
    onpageswap onpaste onpause onplay onplaying onpointercancel onpointerdown onpointerenter onpointerleave
    onpointermove onpointerout onpointerover onpointerrawupdate onpointerup onpopstate onprogress onratechange
    onrejectionhandled onreset onrtctransform onscroll onscrollend onscrollsnapchange onscrollsnapchanging onsearch
    onsecuritypolicyviolation onseeked onseeking onselect onselectionchange onselectstart onslotchange onstalled
    onstorage onsubmit onsuspend ontimeupdate ontoggle ontransitioncancel ontransitionend ontransitionrun
    ontransitionstart onunhandledrejection onvolumechange onwaiting onwheel origin originAgentCluster parseFloat
    parseInt performance personalbar postMessage prompt queryLocalFonts queueMicrotask reportError
    requestAnimationFrame requestIdleCallback requestResize scheduler sessionStorage setInterval setTimeout
    sharedStorage showDirectoryPicker showOpenFilePicker showSaveFilePicker speechSynthesis structuredClone
    styleMedia trustedTypes undefined unescape viewport visualViewport webkitRequestFileSystem
    webkitRequestFileSystemSync webkitResolveLocalFileSystemSyncURL webkitResolveLocalFileSystemURL when window
    """.split()
)
# Names that mean the platform's, where nothing around them declares them.
PLATFORM = (GLOBALS | CONFUSING) - {"arguments"}
# Names of the object whose members these are.
GLOBAL_OBJECTS = frozenset({"globalThis", "self", "window"})
# The same in any script, one of Node too.
GLOBALS_ANYWHERE = GLOBAL_OBJECTS | {"global"}
