namespace OrleansDro.Learning.Data.Nifti;

/// <summary>The codes of the standard for the real types that are read; the values are those in the header's field datatype.</summary>
internal enum NiftiDataType
{
    UnsignedByte = 2,
    Short = 4,
    Integer = 8,
    Single = 16,
    Double = 64,
    SignedByte = 256,
    UnsignedShort = 512,
    UnsignedInteger = 768,
    Long = 1024,
    UnsignedLong = 1280,
}
